import { createRandom, type Random } from '#services/simulation/random.ts';
import { KINDS, stepsOf, type AttackKind, type Step } from './attacks.ts';
import type { Place } from './caller.ts';
import type { MadeAccount } from './organization.ts';
import { PLACES, strangeAddress, type Worker } from './worker.ts';

/** An attack on one account. */
export interface PlannedAttack {
  readonly kind: AttackKind;
  readonly start: number;
  readonly account: MadeAccount;
  /** Whether it uses a newly created user instead of somebody's credentials. */
  readonly asNew: boolean;
  readonly steps: readonly Step[];
  readonly random: Random;
  readonly network: boolean;
  readonly client: boolean;
}

/**
 * Plans the given number of attacks of each kind, each on its own day and account: four of five from another network,
 * three of five with another client, one of five as a newly created user.
 *
 * @param between range of days for the first day of an attack
 */
export function planAttacks(
  seed: string,
  ofEach: number,
  accounts: readonly MadeAccount[],
  between: readonly [first: number, last: number],
): readonly PlannedAttack[] {
  return KINDS.flatMap((kind) =>
    Array.from({ length: ofEach }, (_, index) => {
      const random = createRandom(`attack ${seed} ${kind} ${index}`);
      return {
        kind,
        start: random.int(...between),
        account: random.pick(accounts),
        asNew: random.chance(0.2),
        network: random.chance(0.8),
        client: random.chance(0.6),
        steps: stepsOf(kind, random),
        random,
      };
    }),
  );
}

/** The victim of an attack: usually a person, sometimes a machine. */
export function victimOf({ account: { workers }, random }: PlannedAttack): Worker {
  const fork = random.fork('victim');
  const kind = fork.chance(0.1) ? 'machine' : 'person';
  // New workers are appended, so the same index finds the same worker on each day.
  return fork.pick(workers.filter((worker) => worker.kind === kind).slice(0, 2));
}

export function attackerPlace({ random, network, client }: PlannedAttack, home: Place): Place {
  const fork = random.fork('place');
  return {
    address: network ? strangeAddress(fork) : home.address,
    userAgent: client ? fork.pick(PLACES.clients) : home.userAgent,
    region: fork.chance(0.2) ? fork.pick(PLACES.regions) : home.region,
  };
}
