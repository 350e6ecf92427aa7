import { and } from 'drizzle-orm';
import { useRule } from '#services/cases/rules/rule.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { RuleDraft, RulePreview } from '#services/model/rule.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { findings } from '../schema/findings.ts';
import { pages, perhaps } from './apply-rules.ts';
import { governance, unitsFor } from './rules.ts';
import { within } from './scope.ts';

/** How many findings a preview names, and how many types it counts. */
const SAMPLE = 10;
const TYPES_MAX = 50;

/**
 * What a rule would do to the stored findings if it were made now.
 *
 * @param attacks the findings of simulated attacks
 * @param id of the rule that it would replace
 */
export async function previewRule(
  db: Db,
  scope: ViewerScope,
  draft: RuleDraft,
  attacks: readonly FindingBody[],
  now: Date,
  id = '',
): Promise<RulePreview> {
  const rule = useRule({ ...draft, id, createdAt: now.toISOString(), createdBy: '' });
  const { rules: inForce } = await db.transaction((tx) => governance(tx, now));
  const place = inForce.find((other) => other.id === id)?.createdAt;
  const earlierOnes = inForce.filter(
    ({ effect, createdAt }) => effect.kind === 'suppress' && (place === undefined || createdAt < place),
  );
  const others = draft.effect.kind === 'rate' ? [] : earlierOnes;
  const unitsOf = await unitsFor(db, [rule, ...others]);
  const counts = new Map<string, number>();
  let [matches, earlier] = [0, 0];
  let sample: FindingBody[] = [];
  for await (const page of pages(db, and(within(scope, findings.accountId), perhaps(rule)))) {
    const subjects = page.map(({ body }) => ({ finding: body, organizationalUnits: unitsOf(body.accountId) }));
    const met = subjects.filter((subject) => rule.matches(subject));
    matches += met.length;
    const fresh = met
      .filter((subject) => !others.some((other) => other.matches(subject)))
      .map(({ finding }) => finding);
    earlier += met.length - fresh.length;
    for (const { type } of fresh) counts.set(type, 1 + (counts.get(type) ?? 0));
    sample = [...sample, ...fresh].toSorted(latestFirst).slice(0, SAMPLE);
  }
  const unseen = attacks.filter((finding) => rule.silences({ finding, organizationalUnits: [] }));
  return {
    matches,
    earlier,
    byType: [...counts]
      .map(([type, count]) => ({ type, count }))
      .toSorted((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
      .slice(0, TYPES_MAX),
    sample: sample.map((finding) => finding.id),
    unseen: draft.effect.kind === 'rate' ? [] : [...new Set(unseen.map(({ type }) => type))].toSorted(),
  };
}

function latestFirst(a: FindingBody, b: FindingBody): number {
  return a.service.eventLastSeen < b.service.eventLastSeen ? 1 : -1;
}
