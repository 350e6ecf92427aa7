import assert from 'node:assert/strict';
import type { Caller } from '#services/model/detector.ts';
import type { Resource, Subject } from '#services/model/subject.ts';
import { isKept, isLater, type Exemplar } from './exemplar.ts';
import { Group, type GroupLimits } from './group.ts';
import { groupKey } from './identity.ts';
import type { NamedTally } from './question.ts';

/** Maximum of hops that are followed back from a key to its issuers. */
const HOPS_MAX = 16;

/** The caller who issued a key. */
export interface Issuer extends Caller {
  /** Whether the hop is new since the window was last observed. */
  readonly isFresh: boolean;
}

/**
 * What one caller did, with their own keys and with any key that was issued with these. If the caller did nothing with
 * their own keys, the pursuit is reported only if at least two principals acted for them: what a single session did
 * belongs to that session.
 */
export class Pursuit {
  readonly #groups = new Set<Group>();
  /** The principals that the caller became with one hop, and that acted or became others. */
  readonly #became = new Set<string>();
  #subject: Subject;
  #latest: Exemplar;
  #isOwn: boolean;
  /** Whether a record or a hop is new since it was last observed. */
  grown = false;

  constructor(subject: Subject, latest: Exemplar, isOwn: boolean) {
    this.#subject = subject;
    this.#latest = latest;
    this.#isOwn = isOwn;
  }

  get subject(): Subject {
    return this.#subject;
  }

  get isReported(): boolean {
    return this.#isOwn || this.#became.size > 1;
  }

  /** @param became the principal that the caller became first; undefined when the caller used their own key */
  add(group: Group, subject: Subject, latest: Exemplar, became: string | undefined, objects: readonly string[]): void {
    const isOwn = became === undefined;
    if (isOwn === this.#isOwn ? isLater(latest, this.#latest, objects) : isOwn) {
      this.#subject = subject;
      this.#latest = latest;
    }
    this.#isOwn ||= isOwn;
    this.#groups.add(group);
    if (!isOwn) this.#became.add(became);
  }

  /** The whole pursuit as one group, which must not be added to. */
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

/** The pursuits that groups are parts of, by the group key of the pursuit's subject. */
export function pursuitsOf(
  groups: Iterable<Group>,
  issuerOf: (accountId: string, key: string) => Issuer | undefined,
  objects: readonly string[],
): ReadonlyMap<string, Pursuit> {
  const pursuits = new Map<string, Pursuit>();
  for (const group of groups) {
    const { exemplar, accountId, region, caller } = group;
    if (exemplar === undefined || isKept(exemplar.shown)) continue;
    const join = (subject: Subject, became: string | undefined, grown: boolean): void => {
      const key = groupKey(subject, accountId, region);
      const pursuit = pursuits.get(key) ?? new Pursuit(subject, exemplar, became === undefined);
      pursuits.set(key, pursuit);
      pursuit.add(group, subject, exemplar, became, objects);
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

/** The subject after its caller, `principal`, was replaced by the issuer of the caller's key. */
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
