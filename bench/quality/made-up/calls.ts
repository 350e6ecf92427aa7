import iamUser from '#services/behaviour/profiles/iam-user.ts';
import { KINDS } from './attacks.ts';
import { recordOf, recordsOfDay, type Caller } from './caller.ts';
import { MadeOrganization, type MadeAccount } from './organization.ts';
import { attackerPlace, planAttacks, victimOf } from './planned.ts';
import type { MadeAttack, MadeWorld } from './world.ts';

/** People, tools and machines that call AWS: management events of CloudTrail. */
export function calls(seed: string, count: number): MadeWorld {
  const organization = new MadeOrganization(seed, count);
  return {
    profile: iamUser,
    accounts: organization.accounts.map(({ id }) => id),
    kinds: KINDS,
    work: (day) => recordsOfDay(organization.work(day)),
    plan: (planSeed, ofEach, between) =>
      planAttacks(planSeed, ofEach, organization.accounts, between).map((attack): MadeAttack => {
        const { kind, start, account, steps, asNew } = attack;
        const did = new Set(steps.map(({ api }) => api).filter((api) => !/:(?:Get|List|Describe)/.test(api)));
        return {
          kind,
          start,
          accountId: account.id,
          did: [...did],
          steps(offset) {
            const victim = victimOf(attack);
            const caller = asNew ? madeFor(account) : victim.caller;
            const place = attackerPlace(attack, victim.home);
            return steps
              .filter(({ day }) => day === offset)
              .map((step) => ({ minute: step.minute, records: [recordOf(caller, place, step, 0)] }));
          },
        };
      }),
  };
}

function madeFor({ id }: MadeAccount): Caller {
  return { accountId: id, kind: 'iam-user', type: 'IAMUser', name: 'made-for-it' };
}
