import { sentenceOf } from '#services/model/sentence.ts';
import { access } from './checks/access.ts';
import { aws } from './checks/aws.ts';
import { buckets } from './checks/buckets.ts';
import { type Check, type State, type Verdict } from './checks/check.ts';
import { configuration } from './checks/configuration.ts';
import { database } from './checks/database.ts';
import { lists } from './checks/lists.ts';
import { notifications } from './checks/notifications.ts';
import { organization } from './checks/organization.ts';
import { roles } from './checks/roles.ts';
import { runtime } from './checks/runtime.ts';
import { securityHub } from './checks/security-hub.ts';
import { sinks } from './checks/sinks.ts';
import type { Situation } from './checks/situation.ts';

/** Everything that must be in place, each check after those it depends on. `doctor` shows them all, `serve` only those that fail. */
const CHECKS: readonly Check[] = [
  runtime,
  configuration,
  lists,
  database,
  access,
  aws,
  organization,
  roles,
  buckets,
  notifications,
  securityHub,
  sinks,
];

export interface Checked extends Verdict {
  readonly what: string;
}

/** Runs all checks at once. The verdicts are in the order of the checks. */
export async function runChecks(situation: Situation): Promise<readonly Checked[]> {
  const verdicts = CHECKS.map(async ({ name, run }) => {
    const found = await run(situation).catch((cause: unknown) => [
      { state: 'broken', detail: sentenceOf(cause) } satisfies Verdict,
    ]);
    return found.map(({ state, detail }): Checked => ({ what: name, state, detail }));
  });
  return (await Promise.all(verdicts)).flat();
}

/** The worst state among verdicts; `fine` when there are none. */
export function worstOf(checked: readonly Checked[]): State {
  const states = checked.map(({ state }) => state);
  return states.includes('broken') ? 'broken' : states.includes('look') ? 'look' : 'fine';
}
