import keyOrigins from '#services/behaviour/profiles/key-origins.ts';
import { recordOf, recordsOfDay } from './caller.ts';
import { MadeOrganization } from './organization.ts';
import { attackerPlace, planAttacks, type PlannedAttack } from './planned.ts';
import type { MadeAttack, MadeWorld, RecordedStep } from './world.ts';

const KINDS = ['another network and client', 'another network'] as const;

/** Users with keys: those of the organization of calls, and thieves who do nothing that their victims never did. */
export function keys(seed: string, count: number): MadeWorld {
  const organization = new MadeOrganization(seed, count);
  return {
    profile: keyOrigins,
    accounts: organization.accounts.map(({ id }) => id),
    kinds: KINDS,
    work: (day) => recordsOfDay(organization.work(day), ({ type }) => type === 'IAMUser'),
    plan: (planSeed, ofEach, between) =>
      KINDS.flatMap((kind) =>
        planAttacks(`${planSeed} ${kind}`, ofEach, organization.accounts, between)
          .slice(0, ofEach)
          .map((attack): MadeAttack => ({
            kind,
            start: attack.start,
            accountId: attack.account.id,
            did: [kind],
            steps: (offset) => (offset > 0 ? [] : stealing(attack, kind)),
          })),
      ),
  };
}

/** One call with the key of a user who still works; none where the account has no such user. */
function stealing({ account, start, random, ...rest }: PlannedAttack, kind: string): readonly RecordedStep[] {
  const users = account.workers.filter(({ caller, until }) => caller.type === 'IAMUser' && until > start);
  if (users.length === 0) return [];
  const victim = random.fork('victim').pick(users);
  const client = kind === 'another network and client';
  const place = attackerPlace({ ...rest, account, start, random, network: true, client }, victim.home);
  return [{ minute: 0, records: [recordOf(victim.caller, place, { api: 's3:ListBuckets' }, 0)] }];
}
