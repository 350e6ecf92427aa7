import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { ScanLearning } from '#services/cli/scan/scan-learning.ts';
import persistence from '#services/detectors/persistence/iam-user-anomalous-behavior.ts';
import { createEngine, type Engine } from '#services/engine/engine.ts';
import type { Bounds } from '#services/engine/window.ts';
import type { Work } from '#services/engine/work.ts';
import type { Observation } from '#services/model/observation.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { SOURCES } from '#services/sources/index.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { organizationView } from '#services/organization/view.ts';
import { HOME, newReader, trail, UNNAMED } from '../sources/decoding.ts';

const DETECTORS = [persistence];
const WINDOW = { type: persistence.type, windowStart: Date.parse('2026-03-02T00:00:00Z') };

/** Calls by which intruders stay. */
const CALLS = ['CreateUser', 'CreateAccessKey', 'CreateLoginProfile', 'CreateRole'];

function call(eventName: string, minute: number, user = 'alice', overrides: object = {}): object {
  return event({
    userIdentity: { ...iamUser(user), accessKeyId: `AKIA${minute}` },
    eventSource: 'iam.amazonaws.com',
    eventName,
    eventTime: `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`,
    readOnly: false,
    requestParameters: { userName: `intern-${minute}` },
    ...overrides,
  });
}

const reader = newReader();

function engineOf(bounds: Partial<Bounds> = {}): { readonly engine: Engine; readonly read: Read } {
  const parts = { detectors: DETECTORS, sources: SOURCES, tallies: tallyBuilder, bounds };
  const intel = exampleIntel({ records: [] });
  const engine = createEngine({ ...parts, intel, organization: organizationView({ read: new Set() }) });
  const decoder = createDecoder(reader, SOURCES, engine.fields);
  const read: Read = (key, records, work) => {
    const object = { ...UNNAMED, key };
    decoder.decode(object, gzipSync(trail(...records)), HOME, (batch, source) =>
      engine.step(batch, object, source, work),
    );
  };
  return { engine, read };
}

type Read = (key: string, records: readonly object[], work: Work) => void;
type Told = readonly (readonly [key: string, records: readonly object[]])[];

const asked = engineOf();

/** All objects are read, and then the day is asked for once. */
function inOneGo(objects: Told, { engine, read } = asked): readonly Observation[] {
  const work = engine.newWork();
  new ScanLearning(DETECTORS, work);
  for (const [key, records] of objects) read(key, records, work);
  return inOrder(work.conclude(WINDOW.type, WINDOW.windowStart).map((hit) => hit.observation()));
}

/** Each object is a turn of its own, which takes up the stored state and stores it again. */
function inTurns(objects: Told): readonly Observation[] {
  const { engine, read } = asked;
  let stored: ReturnType<Work['encode']> | undefined;
  let days: ReturnType<Work['encode']> | undefined;
  const told = new Map<string, Observation>();
  const name = persistence.learned?.profile.name ?? persistence.type;
  for (const [key, records] of objects) {
    const work = engine.newWork();
    new ScanLearning(DETECTORS, work);
    read(key, records, work);
    if (days !== undefined) work.absorb(name, WINDOW.windowStart, days);
    if (stored !== undefined) work.absorb(WINDOW.type, WINDOW.windowStart, stored);
    for (const observation of work.observe()) told.set(observation.subject.resource.id, observation);
    days = work.encode(name, WINDOW.windowStart);
    stored = work.encode(WINDOW.type, WINDOW.windowStart);
  }
  return inOrder([...told.values()]);
}

function inOrder(told: readonly Observation[]): readonly Observation[] {
  return told.toSorted((a, b) => (a.subject.resource.id < b.subject.resource.id ? -1 : 1));
}

const record = fc
  .tuple(fc.constantFrom(...CALLS), fc.nat(9), fc.constantFrom('alice', 'bob'))
  .map(([name, minute, user]) => call(name, minute, user));
const objects = fc
  .array(fc.array(record, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 6 })
  .map((lists) => lists.map((records, i) => [`object-${i}`, records] as const));

test('what is told of a day is the same, whether somebody asks after each object, or when all is read in any order', () => {
  let found = 0;
  fc.assert(
    fc.property(
      objects.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, order]) => {
        const once = inOneGo(list);
        found += once.length;
        expect(inOneGo(order)).toEqual(once);
        expect(inTurns(order)).toEqual(once);
      },
    ),
    { numRuns: 30 },
  );
  expect(found).toBeGreaterThan(3);
});

test('a record that two objects have is one, and the latest stands for all', () => {
  const records = CALLS.map((name, minute) => call(name, minute));
  const [told] = inOneGo([
    ['a', records],
    ['b', records],
  ]);
  expect(told).toMatchObject({
    count: CALLS.length,
    firstSeen: Date.parse('2026-03-02T10:00:00Z'),
    lastSeen: Date.parse('2026-03-02T10:03:00Z'),
    subject: { resource: { accessKeyDetails: { accessKeyId: 'AKIA3' } } },
    action: { awsApiCallAction: { api: 'CreateRole' } },
    tallies: { judgement: { day: 20_514, told: expect.anything() } },
  });
  expect(told?.origins.map(({ object }) => object.slice(-1))).toEqual(CALLS.map(() => 'a'));
});

test('of records of one moment the one stands for all whose object comes last, whichever is read first', () => {
  const two: Told = [
    ['a', [...CALLS.map((name) => call(name, 0)), call('CreateRole', 1)]],
    ['b', [call('CreateUser', 1)]],
  ];
  for (const order of [two, two.toReversed()])
    expect(inOneGo(order)).toMatchObject([{ action: { awsApiCallAction: { api: 'CreateUser' } } }]);
});

test('a record too long to be kept stands for its day like others', () => {
  const long = call('CreateAccessKey', 30, 'alice', {
    requestParameters: { userName: 'intern', policyDocument: `{"Statement":[],"Id":"${'x'.repeat(9000)}"}` },
  });
  const [told] = inOneGo([['a', [...CALLS.map((name, minute) => call(name, minute)), long]]]);
  expect(told).toMatchObject({ lastSeen: Date.parse('2026-03-02T10:30:00Z'), count: CALLS.length + 1 });
  expect(told?.action).toMatchObject({ awsApiCallAction: { api: 'CreateAccessKey' } });
});

/** Ten calls, minute by minute. */
function tenCalls(key: string, from: number) {
  return [key, Array.from({ length: 10 }, (_, i) => call(CALLS[i % CALLS.length]!, from + i))] as const;
}

test('of more records than ids are kept of, all are counted, and it is told', () => {
  const bounded = engineOf({ idsMax: 4 });
  const work = bounded.engine.newWork();
  new ScanLearning(DETECTORS, work);
  // The four records of `d` that are known by their ids were counted in `a` already.
  for (const [key, records] of [tenCalls('a', 0), tenCalls('b', 10), tenCalls('c', 20), tenCalls('d', 0)])
    bounded.read(key, records, work);
  const [told] = work.conclude(WINDOW.type, WINDOW.windowStart);
  expect(told?.observation().count).toBe(36);
  const left = work.saturation().reduce((sum, { deduplicationOverflow }) => sum + deduplicationOverflow, 0);
  expect(left).toBe(32);
});

test('of more identities than there is room for, the records of those that came last are left out, and it is told', () => {
  const bounded = engineOf({ groupsMax: 1 });
  const work = bounded.engine.newWork();
  new ScanLearning(DETECTORS, work);
  for (const [i, user] of ['alice', 'bob'].entries())
    bounded.read(
      `object-${i}`,
      CALLS.map((name, minute) => call(name, minute, user)),
      work,
    );
  const told = work.conclude(WINDOW.type, WINDOW.windowStart).map((hit) => hit.subject.resource.id);
  expect(told).toEqual(['arn:aws:iam::111122223333:user/alice']);
  expect(work.saturation()).toMatchObject([
    { object: expect.stringContaining('object-1'), groupOverflow: CALLS.length },
  ]);
});

test('an ordinary day is a home and takes room, and nothing is told of it', () => {
  const work = asked.engine.newWork();
  new ScanLearning(DETECTORS, work);
  asked.read(
    'a',
    Array.from({ length: 450 }, (_, i) => call('CreateUser', i % 60)),
    work,
  );
  expect(work.homes(WINDOW.type, WINDOW.windowStart).size).toBe(1);
  const [live] = work.live().filter(({ type }) => type === WINDOW.type);
  expect(live?.groups).toBe(3);
  expect(work.touched()).toContainEqual(WINDOW);
});
