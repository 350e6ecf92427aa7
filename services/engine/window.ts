import assert from 'node:assert/strict';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import type { Observation } from '#services/model/observation.ts';
import type { Home } from '#services/model/reading.ts';
import type { Caller } from '#services/model/detector.ts';
import type { Json, Subject } from '#services/model/subject.ts';
import type { Behaviours } from './behaviours.ts';
import { Evidence } from './evidence.ts';
import { subjectOf } from './exemplar.ts';
import { hitOf } from './hit.ts';
import type { Hit } from './hit.ts';
import { Group, type GroupLimits } from './group.ts';
import { groupKey } from './identity.ts';
import type { IdentityActs } from './identity-acts.ts';
import type { Lineage, Lineages } from './lineage.ts';
import type { Question } from './question.ts';
import { readLineages, readWindow, writeWindow } from './stored.ts';
import { pursuitsOf, type Issuer } from './pursuit.ts';

/** How much is kept in memory. Whatever does not fit is counted as a shortfall. */
export interface Bounds {
  /** Groups of one question in one window. */
  readonly groupsMax: number;
  /** Ids that a group keeps to recognize duplicates; further records are counted without that check. */
  readonly idsMax: number;
}

export const BOUNDS: Bounds = { groupsMax: 100_000, idsMax: 10_000 };

/** This many keys of lineages count as one group in the size of a window, although windows share lineages. */
const KEYS_A_GROUP = 50;

/** Numbers of records that a question left out, or could not check for duplicates. */
export interface Shortfall {
  /** Records whose subject was not followed: too many subjects in one window. */
  groupOverflow: number;
  /** Records that match the question, but whose subject cannot be named. */
  nameless: number;
  /** Records counted without knowing whether they came before: too many records of one subject. */
  deduplicationOverflow: number;
}

/** A window's state for one account and Region; for one account in days of profiles and where callers are followed. */
export interface WindowPart {
  /** The account, or the account and the Region. */
  readonly home: string;
  /** Whether the question answers yes about any group, or may when days are judged. */
  answers(): boolean;
  /** The state, for `absorb`. */
  readonly stored: Json;
}

/** Whose day it is, for questions that judge days. */
export type DayOf = Pick<ActsOfDay, 'accountId' | 'identity'>;

/** The groups of one question in one window of time. */
export class Window {
  readonly question: Question;
  readonly start: number;
  readonly end: number;
  readonly groups = new Map<string, Group>();
  /**
   * Evidence of days that nobody has asked for yet, by Region, then day. When a day is asked for, its evidence becomes
   * groups.
   */
  readonly #evidence = new Map<string, Map<IdentityActs, Evidence>>();
  /** Who issued which keys. All questions that follow callers over hops share it. */
  readonly lineages: Lineages;
  /** What identities did, for questions that judge days. */
  readonly behaviours: Behaviours;
  /** Names of the objects that hold the origins and exemplars. */
  readonly objects: string[] = [];
  /** By index of the object. If records were counted first and given up later, the last object of their subject counts. */
  readonly shortfalls = new Map<number, Shortfall>();
  readonly bounds: Bounds;
  /** Limits of its groups. */
  readonly limits: GroupLimits;
  /** Whether stored state may exist, to be absorbed. */
  readonly mayBeStored: boolean;
  /** Whether other works count records of the same window. Ids are then compared when all of them are merged. */
  readonly isShared: boolean;
  readonly #indexes = new Map<string, number>();

  constructor(
    question: Question,
    start: number,
    bounds: Bounds,
    mayBeStored: boolean,
    isShared: boolean,
    lineages: Lineages,
    behaviours: Behaviours,
  ) {
    this.behaviours = behaviours;
    this.question = question;
    this.start = start;
    this.end = start + question.within;
    this.bounds = bounds;
    this.limits = { originsMax: question.source.originsMax, idsMax: bounds.idsMax, objects: this.objects };
    this.mayBeStored = mayBeStored || isShared;
    this.isShared = isShared;
    this.lineages = lineages;
  }

  /** Index of an object's name in `objects`. */
  indexOf(object: string): number {
    const known = this.#indexes.get(object);
    if (known !== undefined) return known;
    this.#indexes.set(object, this.objects.length);
    return this.objects.push(object) - 1;
  }

  /** The group of a subject, made when it is new; undefined when there are too many. */
  groupOf(subject: Subject, accountId: string, region: string, caller?: Caller): Group | undefined {
    const about = groupKey(subject, accountId, region);
    const key = caller === undefined ? about : `${about} ${caller.key}`;
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (this.groups.size >= this.bounds.groupsMax) return undefined;
    const group = new Group(
      accountId,
      region,
      this.question.tallies.map(({ tally }) => tally.empty()),
      caller && { principal: caller.resource.id, key: caller.key },
    );
    this.groups.set(key, group);
    return group;
  }

  /** Memory, measured in groups. */
  get size(): number {
    const keys = this.#lineagesWithin.reduce((sum, [, , { size }]) => sum + size, 0);
    const evidence = this.#allEvidence.reduce((sum, { size }) => sum + size, 0);
    return this.groups.size + evidence + Math.ceil(keys / KEYS_A_GROUP);
  }

  /** The evidence of an identity's day, made when it is new or the last is full; undefined when there is too much. */
  evidenceOf(acts: IdentityActs, region: string): Evidence | undefined {
    let here = this.#evidence.get(region);
    if (here === undefined) this.#evidence.set(region, (here = new Map()));
    const known = here.get(acts);
    if (known?.isFull === false) return known;
    known?.settle();
    if (this.groups.size + this.#evidence.values().reduce((sum, { size }) => sum + size, 0) >= this.bounds.groupsMax)
      return undefined;
    const made = new Evidence(acts, region, this);
    here.set(acts, made);
    return made;
  }

  get #allEvidence(): readonly Evidence[] {
    return [...this.#evidence.values()].flatMap((here) => [...here.values()]);
  }

  /** Makes groups from evidence. @param isAsked selects the days; absent: all */
  #settle(isAsked: (day: DayOf) => boolean = () => true): void {
    for (const here of this.#evidence.values())
      for (const [acts, evidence] of here) {
        if (!isAsked(acts)) continue;
        evidence.settle();
        here.delete(acts);
      }
  }

  shortfallOf(object: number): Shortfall {
    const shortfall = this.shortfalls.get(object) ?? { groupOverflow: 0, nameless: 0, deduplicationOverflow: 0 };
    this.shortfalls.set(object, shortfall);
    return shortfall;
  }

  /** Whether a group changed since it was last observed. */
  get grown(): boolean {
    if (this.#allEvidence.length > 0) return true;
    for (const group of this.groups.values()) if (group.grown) return true;
    const { learned } = this.question.detector;
    // A further act of an identity can change the judgement of its whole day.
    if (learned !== undefined && this.behaviours.get(learned.profile.name, this.start)?.grown === true) return true;
    return this.#lineagesWithin.some(([, , { grown }]) => grown);
  }

  /** The question's observations about the groups that changed since the last call. */
  observe(): readonly Observation[] {
    this.#settle();
    const changed = [...this.groups].filter(([key, group]) => group.grown || this.#isJudgedAnew(key, group));
    const hits = this.#followsHops ? this.#pursuitsIn(this.groups, true) : this.#hitsOf(changed);
    for (const [, group] of changed) group.grown = false;
    return hits.map((hit) => hit.observation());
  }

  /** The acts of a group's identity on the window's day; undefined unless the question judges days. */
  actsOf({ resource, identity = resource.id }: Subject, { accountId }: Group): IdentityActs | undefined {
    const { learned } = this.question.detector;
    return learned && this.behaviours.find(learned.profile, this.start, accountId, identity);
  }

  #isJudgedAnew(key: string, group: Group): boolean {
    if (this.question.detector.learned === undefined || group.exemplar === undefined) return false;
    return this.actsOf(subjectOf(group.exemplar, key, group, this.question), group)?.grown ?? false;
  }

  /** The question's hits about all groups. */
  conclude(): readonly Hit[] {
    const { learned } = this.question.detector;
    // Evidence of ordinary days never becomes a hit, so no groups are made from it.
    if (learned !== undefined) this.#settle((day) => this.isReported(day));
    return this.#hitsIn(this.groups);
  }

  /** Whether an identity's day, as far as it is known here, is reported. Only then is its evidence needed. */
  isReported({ accountId, identity }: DayOf): boolean {
    const { learned } = this.question.detector;
    const acts = learned && this.behaviours.find(learned.profile, this.start, accountId, identity);
    return acts !== undefined && learned !== undefined && this.behaviours.judge(acts, learned.tactic) !== undefined;
  }

  /** The days of which evidence waits. */
  get waiting(): readonly DayOf[] {
    return Array.from(this.#allEvidence, ({ acts: { accountId, identity } }) => ({ accountId, identity }));
  }

  /** Makes groups of the evidence of some days, and drops all other evidence. */
  answer(asked: readonly DayOf[]): void {
    const keys = new Set(asked.map(({ accountId, identity }) => `${accountId} ${identity}`));
    this.#settle(({ accountId, identity }) => keys.has(`${accountId} ${identity}`));
    this.#evidence.clear();
  }

  /** The lineages of the window's hours; none unless callers are followed over hops. */
  get #lineagesWithin(): ReturnType<Lineages['between']> {
    return this.lineages.between(this.start, this.#followsHops ? this.end : this.start);
  }

  /** The issuer of a key that was issued within the window, and whether the hop is new. */
  #issuerOf(accountId: string, key: string): Issuer | undefined {
    for (const lineage of this.lineages.of(accountId, this.start, this.end)) {
      const issuer = lineage.issuers().get(key);
      if (issuer !== undefined) return { ...issuer, isFresh: lineage.isFresh(key) };
    }
    return undefined;
  }

  get #followsHops(): boolean {
    return this.question.detector.hops !== undefined;
  }

  #hitsIn(groups: ReadonlyMap<string, Group>): readonly Hit[] {
    return this.#followsHops ? this.#pursuitsIn(groups, false) : this.#hitsOf(groups);
  }

  /** @param grown whether to take only pursuits that grew */
  #pursuitsIn(groups: ReadonlyMap<string, Group>, grown: boolean): readonly Hit[] {
    const pursuits = pursuitsOf(
      inOrder([...groups]).map(([, group]) => group),
      (accountId, key) => this.#issuerOf(accountId, key),
      this.objects,
    );
    const hits = Array.from(pursuits, ([key, pursuit]) => {
      if (!pursuit.isReported || (grown && !pursuit.grown)) return undefined;
      const group = pursuit.group(this.question.tallies, this.limits);
      return [key, hitOf(key, group, this, pursuit.subject)] as const;
    });
    return inOrder(hits.filter((hit) => hit !== undefined)).flatMap(([, hit]) => hit ?? []);
  }

  #hitsOf(groups: Iterable<readonly [key: string, group: Group]>): readonly Hit[] {
    const hits: (readonly [key: string, hit: Hit])[] = [];
    for (const [key, group] of groups) {
      const hit = hitOf(key, group, this);
      if (hit !== undefined) hits.push([key, hit]);
    }
    return inOrder(hits).map(([, hit]) => hit);
  }

  /** Merges the stored state of the same window. Stored groups have precedence over new ones if there are too many. */
  absorb(stored: Json): void {
    const { tallies } = this.question;
    const limits = this.limits;
    for (const [hour, accountId, lineage] of readLineages(stored)) this.lineages.at(hour, accountId).absorb(lineage);
    const fresh = new Set(this.groups.keys());
    for (const [key, group] of readWindow(stored, this.question, (object) => this.indexOf(object))) {
      const live = this.groups.get(key);
      fresh.delete(key);
      if (live === undefined) {
        this.groups.set(key, group);
        continue;
      }
      // Shortfalls of stored records were counted when these were read: only the live group's latest object counts now.
      assert(live.exemplar !== undefined, 'A group that is alive was made by a record.');
      const latest = live.exemplar.object;
      const givenUp = live.absorb(group, tallies, limits);
      if (givenUp > 0) this.shortfallOf(latest).deduplicationOverflow += givenUp;
    }
    for (const key of [...fresh].toReversed()) {
      if (this.groups.size <= this.bounds.groupsMax) break;
      const group = this.groups.get(key);
      assert(group?.exemplar !== undefined, 'A group that is alive was made by a record.');
      this.shortfallOf(group.exemplar.object).groupOverflow += group.count;
      this.groups.delete(key);
    }
  }

  /** The whole state, in an order that depends on the groups alone. */
  encode(): Json {
    this.#settle();
    return this.#encode([...this.groups], [...this.#lineagesWithin]);
  }

  /** Homes of the groups, of the evidence and of the lineages. */
  get homes(): ReadonlySet<string> {
    return new Set([
      ...this.groups.values().map((group) => this.#homeOf(group)),
      ...this.#allEvidence.map(({ acts: { accountId }, region }) => this.#homeOf({ accountId, region })),
      ...Array.from(this.#lineagesWithin, ([, accountId]) => accountId),
    ]);
  }

  /** The whole state in parts. */
  *parts(): Generator<WindowPart> {
    this.#settle();
    const byAccount = Map.groupBy(this.#lineagesWithin, ([, accountId]) => accountId);
    const answers = (groups: readonly (readonly [key: string, group: Group])[]): boolean =>
      this.#followsHops
        ? this.#hitsIn(new Map(groups)).length > 0
        : this.question.detector.learned !== undefined ||
          groups.some(([key, group]) => hitOf(key, group, this) !== undefined);
    const byHome = Map.groupBy(this.groups, ([, group]) => this.#homeOf(group));
    for (const home of this.homes) {
      const groups = byHome.get(home) ?? [];
      // Encoded first: asking for the groups' answers moves waiting values into their tallies.
      const stored = this.#encode(groups, byAccount.get(home) ?? []);
      yield { home, answers: () => answers(groups), stored };
    }
  }

  /** Pursuits continue in other Regions: where callers are followed, the home is the account alone. */
  #homeOf({ accountId, region }: Home): string {
    return this.#followsHops ? accountId : `${accountId} ${region}`;
  }

  #encode(
    groups: readonly (readonly [key: string, group: Group])[],
    lineages: readonly (readonly [hour: number, accountId: string, lineage: Lineage])[],
  ): Json {
    if (!this.isShared) for (const [, group] of groups) group.settle(this.question.tallies);
    const encoded = lineages
      .map(([hour, accountId, lineage]) => [hour, accountId, lineage.encode()] as const)
      .toSorted(([a, by], [b, and]) => a - b || (by < and ? -1 : 1));
    return writeWindow(inOrder(groups), this.question, this.objects, encoded);
  }
}

/** By key: an order that depends on the groups alone. */
function inOrder<Entry extends readonly [key: string, of: unknown]>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
