import type { CoverageFact } from '#services/model/coverage.ts';
import type { Refusal } from '#services/model/probe.ts';

/** Resources of an account that could not be listed, or that are too many to read. */
export interface Unread {
  /** Undefined for resources that are listed once for the whole account. */
  readonly region: string | undefined;
  /** Resources of one kind: `functions`. */
  readonly what: string;
  readonly refusal: Refusal;
}

/**
 * Coverage of an account's inventory: one fact for the account, and one for each Region in which something could not be
 * read.
 *
 * @param unread the kinds that could not be read, or why nothing could
 */
export function inventoryCoverage(accountId: string, unread: readonly Unread[] | Refusal): readonly CoverageFact[] {
  if (!('length' in unread)) return [fact(accountId, undefined, { state: 'gap', ...unread })];
  const gaps = [...Map.groupBy(unread, ({ region }) => region)].flatMap(([region, there]) =>
    gapOf(there).map((refusal) => fact(accountId, region, { state: 'gap', ...refusal })),
  );
  return gaps.some(({ region }) => region === undefined) ? gaps : [fact(accountId, undefined, WHOLE), ...gaps];
}

const WHOLE = {
  state: 'covered',
  reason: 'reading',
  detail: 'The resources of the account are listed, to describe those that findings name.',
} as const;

/** The first refusal represents all. A refusal of the role takes precedence, because people can fix that. */
function gapOf(unread: readonly Unread[]): readonly Refusal[] {
  const denied = unread.find(({ refusal }) => refusal.reason === 'role-missing-or-denied');
  const first = denied ?? unread[0];
  const kinds = [...new Set(unread.map(({ what }) => what))].toSorted().join(', ');
  return first === undefined
    ? []
    : [
        {
          reason: first.refusal.reason,
          detail: `Findings cannot describe ${kinds} completely. ${first.refusal.detail.replace(/\.?$/, '.')}${denied === undefined ? '' : REMEDY}`,
        },
      ];
}

/** The remedy in most cases. */
const REMEDY = ' Deploy infra/member-role.yaml there again: the role is out of date, or a policy denies the call.';

function fact(
  accountId: string,
  region: string | undefined,
  said: Pick<CoverageFact, 'state' | 'reason' | 'detail'>,
): CoverageFact {
  return { about: 'inventory', accountId, region, source: undefined, ...said };
}
