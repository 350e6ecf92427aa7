import assert from 'node:assert/strict';
import type { Json } from '#services/model/subject.ts';
import { isKept, subjectOf } from './exemplar.ts';
import type { Exemplar } from './exemplar.ts';
import { Group, type GroupCaller } from './group.ts';
import type { StoredLineage } from './lineage.ts';
import { objectName } from './origins.ts';
import type { Question } from './question.ts';

/** Raised when the shape below changes: what was stored in another shape is refused. */
const VERSION = 1;

interface StoredWindow {
  readonly version: typeof VERSION;
  /** Name and kind of each tally, in the order of the groups' tallies: a detector may have changed in between. */
  readonly tallies: readonly (readonly [name: string, kind: string])[];
  /** The members that exemplars keep, in their order. */
  readonly keeps: readonly string[];
  readonly objects: readonly string[];
  readonly groups: readonly StoredGroup[];
  /** Lineages by hour and account. Absent when no caller is followed. */
  readonly lineages?: readonly (readonly [hour: number, accountId: string, lineage: StoredLineage])[];
}

interface StoredGroup {
  readonly key: string;
  readonly accountId: string;
  readonly region: string;
  readonly anonymous: number;
  readonly ids: readonly string[] | null;
  readonly tallies: readonly Json[];
  /** Time, object and position of each origin, in one flat list. */
  readonly origins: readonly number[];
  readonly originIds: readonly (string | null)[] | null;
  readonly exemplar: Exemplar | null;
  /** Absent when no caller is followed. */
  readonly caller?: GroupCaller;
  /** The values for each tally that still wait, by id; `null` for none. Absent when everything is in the tallies. */
  readonly waiting?: readonly (readonly [id: string, values: readonly unknown[]])[];
}

/** @param objects names by the indexes that the groups use; only those used are written */
export function writeWindow(
  groups: readonly (readonly [key: string, group: Group])[],
  question: Question,
  objects: readonly string[],
  lineages: NonNullable<StoredWindow['lineages']>,
): Json {
  const used = new Map<number, number>();
  for (const [, { origins, exemplar }] of groups) {
    for (let i = 1; i < origins.numbers.length; i += 3) used.set(origins.numbers[i] ?? 0, 0);
    if (exemplar !== undefined) used.set(exemplar.object, 0);
  }
  const names = [...used.keys()]
    .map((index) => ({ index, name: objectName(objects, index) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  names.forEach(({ index }, place) => used.set(index, place));
  return asJson({
    version: VERSION,
    tallies: question.tallies.map(({ name, tally }) => [name, tally.name]),
    keeps: question.keeps ?? [],
    objects: names.map(({ name }) => name),
    groups: groups.map(([key, group]) => writeGroup(key, group, question, (index) => used.get(index) ?? 0)),
    ...(lineages.length > 0 && { lineages }),
  });
}

function writeGroup(
  key: string,
  { accountId, region, anonymous, ids, tallies: states, origins, exemplar, caller, waiting }: Group,
  { tallies }: Question,
  placeOf: (index: number) => number,
): StoredGroup {
  return {
    key,
    accountId,
    region,
    anonymous,
    ids: ids === undefined ? null : [...ids].toSorted(),
    tallies: tallies.map(({ tally }, i) => tally.encode(states[i])),
    origins: origins.numbers.map((number, i) => (i % 3 === 1 ? placeOf(number) : number)),
    originIds: origins.ids?.map((id) => id ?? null) ?? null,
    exemplar: exemplar === undefined ? null : writeExemplar(exemplar, placeOf(exemplar.object)),
    ...(caller && { caller }),
    ...(waiting && { waiting: Array.from(waiting, ([id, values]) => [id, values.map((value) => value ?? null)]) }),
  };
}

/**
 * The groups of a stored window, by key. A tally that the detector did not have then, or had of another kind, starts
 * empty.
 *
 * @param indexOf gives an object's name its index in the reading window
 * @throws when the state was stored in another shape, or without members that groups keep now: the subjects would be
 *   unknown
 */
export function* readWindow(
  json: Json,
  question: Question,
  indexOf: (object: string) => number,
): Generator<readonly [key: string, group: Group]> {
  const stored = fromJson(json);
  const then: Then = {
    objects: stored.objects.map(indexOf),
    tallies: question.tallies.map(({ name, tally }) =>
      stored.tallies.findIndex(([storedName, kind]) => storedName === name && kind === tally.name),
    ),
    keeps: question.keeps?.map((member) => stored.keeps.indexOf(member)) ?? [],
  };
  if (then.keeps.includes(-1)) throw new Error(`Stored tallies lack members: they keep ${stored.keeps.join(', ')}.`);
  const [first] = stored.groups;
  if (first !== undefined) checkSubject(first, question, then);
  for (const group of stored.groups) yield [group.key, readGroup(group, question, then)];
}

/** @throws when the detector is about something else now than when the group was stored */
function checkSubject({ exemplar, key, accountId, region }: StoredGroup, question: Question, then: Then): void {
  if (exemplar !== null) subjectOf(readExemplar(exemplar, then), key, { accountId, region }, question);
}

/** The lineages of a stored window. */
export function readLineages(json: Json): NonNullable<StoredWindow['lineages']> {
  return fromJson(json).lineages ?? [];
}

/** How indexes in stored state correspond to indexes now. */
interface Then {
  /** Index now, by index then. */
  readonly objects: readonly number[];
  /** Index then, by index now; −1 for a tally that was not there. */
  readonly tallies: readonly number[];
  readonly keeps: readonly number[];
}

function readGroup(stored: StoredGroup, { tallies }: Question, then: Then): Group {
  const states = tallies.map(({ tally }, i) => {
    const state = stored.tallies[then.tallies[i] ?? -1];
    return state === undefined ? tally.empty() : tally.decode(state);
  });
  const group = new Group(stored.accountId, stored.region, states, stored.caller);
  group.anonymous = stored.anonymous;
  if (stored.ids !== null) group.ids = new Set(stored.ids);
  if (stored.waiting !== undefined)
    group.waiting = new Map(
      stored.waiting.map(([id, values]) => [id, tallies.map((_, i) => values[then.tallies[i] ?? -1] ?? undefined)]),
    );
  group.origins.numbers = stored.origins.map((number, i) => (i % 3 === 1 ? indexNow(number, then) : number));
  group.origins.ids = stored.originIds?.map((id) => id ?? undefined);
  if (stored.exemplar !== null) group.exemplar = readExemplar(stored.exemplar, then);
  return group;
}

function indexNow(place: number, { objects }: Then): number {
  const index = objects[place];
  assert(index !== undefined, `Stored tallies tell of object ${place} of ${objects.length}.`);
  return index;
}

function writeExemplar({ shown, ...rest }: Exemplar, object: number): Exemplar {
  // Written out, because what it shows may not have been computed yet.
  return { ...rest, object, shown: isKept(shown) ? shown : { subject: shown.subject, action: shown.action } };
}

function readExemplar({ object, shown, ...rest }: Exemplar, then: Then): Exemplar {
  return {
    ...rest,
    object: indexNow(object, then),
    shown: isKept(shown) ? then.keeps.map((place) => shown[place]) : shown,
  };
}

/** Interfaces have no index signature, so the compiler cannot see that these are JSON; they hold nothing else. */
function asJson(window: StoredWindow): Json {
  return window as unknown as Json;
}

/** The version proves that this code wrote the state, and so that it has the declared shape. */
function fromJson(json: Json): StoredWindow {
  if (!isStored(json)) throw new Error(`Stored tallies are of another version than ${VERSION}: ${describe(json)}.`);
  return json;
}

function isStored(json: unknown): json is StoredWindow {
  return typeof json === 'object' && json !== null && 'version' in json && json.version === VERSION;
}

function describe(json: Json): string {
  return JSON.stringify(json).slice(0, 80);
}
