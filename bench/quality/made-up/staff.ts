import type { Random } from '#services/simulation/random.ts';
import type { Caller, Place } from './caller.ts';
import { normal } from './chance.ts';
import { SPREAD, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { PLACES, strangeAddress, type Worker } from './worker.ts';

/** Whoever calls AWS: a person, a program on an instance, or a pipeline. */
export interface Member extends Pick<Worker, 'random' | 'home' | 'kind'> {
  readonly caller: Caller;
}

/** A person of the account, at one of the organization's offices. */
export function person({ id, random, offices }: Beginning, index: number): Member {
  const own = random.fork(`person ${index}`);
  const name = `person-${index}`;
  const caller: Caller = own.chance(0.3)
    ? { accountId: id, kind: 'iam-user', type: 'IAMUser', name }
    : {
        accountId: id,
        kind: 'person',
        type: 'AssumedRole',
        name: 'AWSReservedSSO_Work',
        session: `${name}@example.com`,
      };
  const home = { address: own.pick(offices), userAgent: own.pick(PLACES.clients), region: PLACES.regions[0] };
  return { caller, random: own, home, kind: 'person' };
}

/** A program on instances of the account, behind its gateway. */
export function program({ id, random }: Beginning, name: string): Member {
  const own = random.fork(name);
  const caller: Caller = {
    accountId: id,
    kind: 'workload',
    type: 'AssumedRole',
    name,
    session: `i-${own.text(17)}`,
  };
  return { caller, random: own, home: homeInside(random, own), kind: 'machine' };
}

/** A pipeline outside the account, whose sessions are named after its runs. */
export function pipeline({ id, random }: Beginning, name: string): Member {
  const own = random.fork(name);
  const caller: Caller = { accountId: id, kind: 'role', type: 'AssumedRole', name, session: `run-${own.int(1, 1e6)}` };
  const home = { address: strangeAddress(own), userAgent: PLACES.clients[0], region: PLACES.regions[0] };
  return { caller, random: own, home, kind: 'machine' };
}

function homeInside(account: Random, own: Random): Place {
  const gateway = account.fork('gateway');
  return {
    address: own.chance(0.5)
      ? `10.${gateway.int(0, 255)}.${own.int(0, 255)}.${own.int(1, 254)}`
      : strangeAddress(gateway),
    userAgent: own.pick(PLACES.clients.slice(2, 6)),
    region: PLACES.regions[0],
  };
}

/** Something rare, and its rate on a day of a person, before the variation of people, accounts and organizations. */
export interface Occasion<Does> {
  readonly name: string;
  readonly rate: number;
  readonly does: Does;
}

/** Rare occasions, each with its rate for one member. */
export function ratesOf<Does>(
  { factor }: Beginning,
  { random }: Member,
  occasions: readonly Occasion<Does>[],
): readonly (readonly [does: Does, rate: number])[] {
  return occasions.map(({ name, rate, does }) => {
    const own = Math.exp(SPREAD.person * normal(random.fork(name)));
    return [does, Math.min(0.5, rate * factor(name) * own)];
  });
}

/** Where an attacker with a member's credentials calls from: four of five from another network. */
function stolen(member: Member, random: Random): Place {
  return {
    address: random.chance(0.8) ? strangeAddress(random) : member.home.address,
    userAgent: random.chance(0.6) ? random.pick(PLACES.clients) : member.home.userAgent,
    region: member.home.region,
  };
}

/**
 * An attack with the credentials of a person, or of one of the account's first programs. It is over on its first day.
 * @param steps what the thief does with what the victim may do
 */
export function theft<Victim extends Member>(
  kind: string,
  random: Random,
  members: readonly Victim[],
  steps: (victim: Victim, place: Place, random: Random) => readonly RecordedStep[],
): AttackOnAccount {
  const ofPerson = random.chance(0.6);
  const own = random.fork('attack');
  return {
    did: [kind, ofPerson ? 'with what a person has' : 'with what a program has'],
    steps: (offset) => {
      if (offset > 0) return [];
      const victim = own.pick(members.filter((one) => (one.kind === 'person') === ofPerson).slice(0, 3));
      return steps(victim, stolen(victim, own), own);
    },
  };
}
