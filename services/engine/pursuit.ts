import assert from 'node:assert/strict';
import type { Caller } from '#services/model/detector.ts';
import type { Resource, Subject } from '#services/model/subject.ts';
import { isKept, isLater, type Exemplar } from './exemplar.ts';
import { Group, type GroupLimits } from './group.ts';
import { groupKey } from './identity.ts';
import type { NamedTally } from './question.ts';

/** Hops that are followed upwards from a key. */
const HOPS_MAX = 16;

/** By whom a key was issued. */
export interface Issuer extends Caller {
  /** Whether that was not known when the window was last observed. */
  readonly isFresh: boolean;
}

/**
 * What one caller did, with any key of theirs and any that one of these got. A caller who did nothing with own keys has a
 * pursuit of those of two others at least: what one session did all by itself is that session's alone.
 */
export class Pursuit {
  readonly #groups = new Set<Group>();
  /** Who did it, as far as the caller knows: themselves, or whom they became. */
  readonly #arms = new Set<string>();
  #subject: Subject;
  #latest: Exemplar;
  #isOwn: boolean;
  /** Whether a record or a link came that was not there when it was last observed. */
  grown = false;

  constructor(subject: Subject, latest: Exemplar, isOwn: boolean) {
    this.#subject = subject;
    this.#latest = latest;
    this.#isOwn = isOwn;
  }

  get subject(): Subject {
    return this.#subject;
  }

  get isTold(): boolean {
    return this.#isOwn || this.#arms.size > 1;
  }

  /** @param arm undefined where the caller did it with own keys */
  add(group: Group, subject: Subject, latest: Exemplar, arm: string | undefined, objects: readonly string[]): void {
    const isOwn = arm === undefined;
    if (isOwn === this.#isOwn ? isLater(latest, this.#latest, objects) : isOwn) {
      this.#subject = subject;
      this.#latest = latest;
    }
    this.#isOwn ||= isOwn;
    this.#groups.add(group);
    if (!isOwn) this.#arms.add(arm);
  }

  /** All of it in one group, which is not to be added to. */
  group(tallies: readonly NamedTally[], limits: GroupLimits): Group {
    const [first, ...rest] = this.#groups;
    assert(first !== undefined, 'A pursuit is made by a group.');
    if (rest.length === 0) return first;
    const whole = new Group(
      first.accountId,
      first.region,
      tallies.map(({ tally }) => tally.empty()),
    );
    for (const group of this.#groups) {
      group.settle(tallies);
      whole.absorb(group, tallies, limits);
    }
    return whole;
  }
}

/** The pursuits that groups are parts of, by the key of what each is about. */
export function pursuitsOf(
  groups: Iterable<Group>,
  issuerOf: (accountId: string, key: string) => Issuer | undefined,
  objects: readonly string[],
): ReadonlyMap<string, Pursuit> {
  const pursuits = new Map<string, Pursuit>();
  for (const group of groups) {
    const { exemplar, accountId, region, caller } = group;
    if (exemplar === undefined || isKept(exemplar.shown)) continue;
    const join = (subject: Subject, arm: string | undefined, grown: boolean): void => {
      const key = groupKey(subject, accountId, region);
      const pursuit = pursuits.get(key) ?? new Pursuit(subject, exemplar, arm === undefined);
      pursuits.set(key, pursuit);
      pursuit.add(group, subject, exemplar, arm, objects);
      pursuit.grown ||= grown;
    };
    let { subject } = exemplar.shown;
    let grown = group.grown;
    join(subject, undefined, grown);
    let principal = caller?.principal ?? '';
    let key = caller?.key ?? '';
    for (let hops = 0; hops < HOPS_MAX; hops++) {
      const issuer = issuerOf(accountId, key);
      if (issuer === undefined) break;
      grown ||= issuer.isFresh;
      subject = asOf(issuer.resource, subject, principal);
      join(subject, principal, grown);
      ({ key } = issuer);
      principal = issuer.resource.id;
    }
  }
  return pursuits;
}

/** What a subject is to the caller by whom its own got the key. */
function asOf(issuer: Resource, { resource, remote, ...rest }: Subject, principal: string): Subject {
  if (remote === principal)
    return {
      ...rest,
      resource: { ...resource, ...issuer, id: resource.id, resourceType: resource.resourceType },
      remote: issuer.id,
    };
  assert(resource.id === principal, `A question that follows hops is about its caller ${principal}.`);
  return { ...rest, resource: issuer, ...(remote === undefined ? {} : { remote }) };
}
