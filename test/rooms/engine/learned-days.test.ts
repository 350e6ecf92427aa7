import { beforeAll, expect, test } from 'vitest';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { sealDay } from '#services/behaviour/seal-day.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { loadDetectors } from '#services/detectors.ts';
import { readActs } from '#services/engine/acts-window.ts';
import type { Work } from '#services/engine/work.ts';
import type { ActsOfDay, AnyProfile } from '#services/model/behaviour.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';
import { exampleReader, openReader, type Told } from '../../example-run.ts';

/**
 * For each profile, a story of a detector that judges its days. What is learned must be the same in every order,
 * however it is divided into turns, and wherever a turn dies.
 */
const STORIES: readonly (readonly [type: FindingType, story: string])[] = [
  ['Behavior:EC2/TrafficVolumeUnusual', '48 GB to one host, by an instance that sends 1 GB a day'],
  ['Behavior:EC2/NetworkPortUnusual', 'a reverse shell'],
  ['Impact:IAMUser/CostHarvesting', 'forty times as many tokens, with a key that is used elsewhere'],
  ['UnauthorizedAccess:IAMUser/KeyUsedElsewhere', 'from a new network, with a new program'],
  ['Exfiltration:S3/AnomalousBehavior', 'one bucket after the other, by somebody who only ever read from one'],
  ['CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin', 'from a different network than usual'],
  [
    'CredentialAccess:Kubernetes/AnomalousBehavior.SecretsAccessed',
    'secrets of all namespaces, by somebody who never read one',
  ],
];

let detectors: readonly AnyDetector[];
let reader: Awaited<ReturnType<typeof openReader>>;
beforeAll(async () => {
  detectors = await loadDetectors();
  reader = await openReader();
});

test.each(STORIES)('%s: %s', (type, name) => {
  const detector = detectors.find((each) => each.type === type);
  if (detector?.learned === undefined) throw new Error(`${type} judges no days.`);
  const { profile } = detector.learned;
  const make = name === undefined ? undefined : detector.examples.fires[name];
  if (make === undefined) throw new Error(`${type} has no story ${name}.`);
  const story = make();
  const all = detectors.filter(({ learned }) => learned?.profile === profile);
  const read = exampleReader(reader, all);
  const objects = splitIn(story, 4).map((part) => () => read(detector.from.source, part));
  const inOne = judged(profile, gathered(profile, objects, [[0, 1, 2, 3]]), 0);
  expect(inOne.some(([, , , told]) => told !== undefined)).toBe(true);
  const ways = [
    [[3], [0], [2], [1]],
    [
      [1, 2],
      [3, 0],
    ],
  ];
  for (const [deaths, turns] of ways.entries())
    expect(judged(profile, gathered(profile, objects, turns), deaths + 1)).toEqual(inOne);
});

/** The records, dealt out in turn to this many objects. */
function splitIn(story: Example, count: number): readonly Example[] {
  return Array.from({ length: Math.min(count, story.records.length) }, (_, i) => ({
    ...story,
    records: story.records.filter((_record, n) => n % count === i),
  }));
}

/**
 * The stored days of a profile after turns over these objects. Each turn was tried once before, and died before it
 * wrote.
 */
function gathered(
  { name, from }: AnyProfile,
  objects: readonly (() => Told)[],
  turns: readonly (readonly number[])[],
): ReadonlyMap<number, Json> {
  const stored = new Map<number, Json>();
  for (const turn of turns)
    for (const isWritten of [false, true]) {
      let work: Work | undefined;
      for (const index of turn) {
        const { engine, batch, object } = objectAt(objects, index);
        work ??= engine.newWork();
        engine.step(batch, object, from.source, work);
      }
      if (work === undefined) continue;
      const touched = work.touched().filter(({ type }) => type === name);
      expect(touched).toEqual(touched.toSorted((a, b) => a.windowStart - b.windowStart));
      for (const { type, windowStart } of touched) {
        const before = stored.get(windowStart);
        if (before !== undefined) work.absorb(type, windowStart, before);
      }
      if (!isWritten) continue;
      for (const { type, windowStart } of touched)
        stored.set(windowStart, JSON.parse(JSON.stringify(work.encode(type, windowStart))));
    }
  return stored;
}

function objectAt(objects: readonly (() => Told)[], index: number): Told {
  const told = objects[index]?.();
  if (told === undefined) throw new Error(`There is no object ${index}.`);
  return told;
}

type Judged = readonly [day: number, identity: string, bits: readonly number[], told: unknown];

/** How each day is judged by those sealed before it. @param deaths number of days after which sealing begins anew */
function judged(profile: AnyProfile, stored: ReadonlyMap<number, Json>, deaths: number): readonly Judged[] {
  let history: AccountHistory | undefined;
  const tactics = Object.keys(profile.judging.tactics);
  const judgements: Judged[] = [];
  let waiting: (readonly [day: number, acts: readonly ActsOfDay[]])[] = [];
  for (const [start, json] of [...stored].toSorted(([a], [b]) => a - b)) {
    const day = start / days(1);
    const acts = readActs(profile, json, day);
    for (const [past, its] of waiting.filter(([before]) => before <= day - 2)) {
      history ??= new AccountHistory(its[0]?.accountId ?? '');
      sealDay(profile, history, past, its, undefined);
      if (deaths > 0 && past % deaths === 0)
        history = readHistory(history.accountId, JSON.parse(JSON.stringify(history.encode())));
    }
    waiting = [...waiting.filter(([before]) => before > day - 2), [day, acts]];
    const fresh = new LearnedBehaviour({
      version: '',
      history: () => history,
      organization: () => undefined,
      thresholds: ({ judging }) => judging.thresholds,
    });
    for (const each of acts.toSorted((a, b) => (a.identity < b.identity ? -1 : 1)))
      judgements.push([
        day,
        each.identity,
        tactics.map((tactic) => fresh.total(each, tactic)),
        tactics.map((tactic) => fresh.judge(each, tactic)?.told).find((told) => told !== undefined),
      ]);
  }
  return judgements;
}
