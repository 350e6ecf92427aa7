import { expect, test } from 'vitest';
import type { Engine } from '#services/engine/engine.ts';
import { describeSaturation } from '#services/engine/saturation.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Json, Subject } from '#services/model/subject.ts';
import { hours, iso, minutes } from '#services/model/time.ts';
import { ArrayDecoder } from './columns.ts';
import {
  detector,
  engineOf,
  EVERYBODY,
  FIELDS,
  knock,
  knocks,
  lists,
  observe,
  portDetector,
  runTurns,
  source,
  START,
} from './knocks.ts';
import type { Knock } from './knocks.ts';

const LOOK = { intel: lists(), organization: EVERYBODY };
const ports = (...numbers: readonly number[]): readonly Knock[] =>
  numbers.map((port, i) => knock({ port, time: START + i * minutes(1) }));

test('a detector without tallies answers with every record that passes', () => {
  const engine = engineOf([detector()]);
  const [observation, ...rest] = observe(engine, ['a', ports(1, 2)]);
  expect(rest).toEqual([]);
  expect(observation).toMatchObject({
    type: 'Recon:EC2/Knock',
    accountId: '111122223333',
    region: 'eu-west-1',
    windowStart: START,
    windowEnd: START + hours(1),
    count: 2,
    firstSeen: START,
    lastSeen: START + minutes(1),
    severity: 2,
    origins: [
      { object: 'a', position: 0, id: null, time: iso(START) },
      { object: 'a', position: 1, id: null, time: iso(START + minutes(1)) },
    ],
    tallies: {},
  });
});

test('the action is that of the latest record, wherever it stands', () => {
  const engine = engineOf([detector()]);
  const late = knock({ time: START + minutes(9), port: 9 });
  const [observation] = observe(engine, ['b', [late]], ['a', ports(1, 2)]);
  expect(observation?.action).toEqual(source.action(late, LOOK));
});

test('of records at the same time the latest is the one in the greatest object, at the greatest position', () => {
  const engine = engineOf([detector()]);
  const [observation] = observe(engine, ['b', [knock({ port: 1 }), knock({ port: 2 })]], ['a', [knock({ port: 3 })]]);
  expect(observation?.action).toEqual(source.action(knock({ port: 2 }), LOOK));
});

test('origins are the earliest records, as many as the source keeps', () => {
  const engine = engineOf([detector()]);
  const [observation] = observe(engine, ['a', ports(1, 2, 3, 4, 5, 6, 7).toReversed()]);
  expect(observation?.count).toBe(7);
  expect(observation?.origins.map(({ position }) => position)).toEqual([6, 5, 4, 3, 2]);
});

test('routes and conditions choose the records, and `and` the rest', () => {
  const engine = engineOf([
    detector({
      from: knocks('shut'),
      where: { port: (port) => port === 22, to: (to) => to !== '203.0.113.9' },
      and: (record) => record.bytes > 10,
    }),
  ]);
  const good = { verdict: 'shut', port: 22, bytes: 11 };
  const bad = [{ verdict: 'open' }, { port: 23 }, { to: '203.0.113.9' }, { bytes: 10 }];
  expect(observe(engine, ['a', [knock(good)]])).toHaveLength(1);
  for (const wrong of bad) expect(observe(engine, ['a', [knock({ ...good, ...wrong })]])).toEqual([]);
});

test('a condition is asked once per distinct value, over all batches of a generation', () => {
  const asked: unknown[] = [];
  const engine = engineOf([
    detector({ where: { port: (port) => (asked.push(port), true), to: (to) => (asked.push(to), true) } }),
  ]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const step = () => engine.step(decoder.batch(ports(1, 2, 1, 2, 1)), { bucket: '', key: 'a' }, 'vpc-flow', work);
  step();
  step();
  expect(asked.toSorted()).toEqual([1, '198.51.100.7', 2]);
  decoder.clear();
  step();
  expect(asked).toHaveLength(6);
});

test('codes that mean something else in a new generation are asked about anew', () => {
  const engine = engineOf([detector({ where: { port: (port) => port === 1 } })]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  for (const numbers of [
    [1, 2],
    [2, 1],
  ]) {
    engine.step(decoder.batch(ports(...numbers)), { bucket: '', key: 'a' }, 'vpc-flow', work);
    decoder.clear();
  }
  expect(work.observe()[0]?.origins.map(({ position }) => position)).toEqual([0, 1]);
});

test('with `by`, the subject is asked for once per distinct combination of these fields in a batch', () => {
  let asked = 0;
  const counting = (by?: readonly ('from' | 'to')[]): AnyDetector =>
    detector({
      ...(by && { by }),
      about: (record) => {
        asked++;
        return { resource: { id: record.from, resourceType: 'Instance' }, role: 'ACTOR', remote: record.to };
      },
    });
  const records = [...ports(1, 2, 3), knock({ to: '203.0.113.9' }), knock({ from: 'i-0002' }), ...ports(4)];
  observe(engineOf([counting(['from', 'to'])]), ['a', records]);
  expect(asked).toBe(3);
  observe(engineOf([counting()]), ['a', records]);
  expect(asked).toBe(3 + records.length);
});

test('records about nothing that can be named are nobody’s', () => {
  const nobody = { about: () => undefined };
  expect(observe(engineOf([detector(nobody), detector({ ...nobody, by: ['from'] })]), ['a', ports(1)])).toEqual([]);
});

test('accounts and Regions are apart, also with `by`', () => {
  const records = [knock(), knock({ accountId: '444455556666' }), knock({ region: 'us-east-1' }), knock()];
  for (const by of [undefined, ['from'] as const]) {
    const observations = observe(engineOf([detector(by && { by })]), ['a', records]);
    expect(observations.map(({ accountId, region, count }) => [accountId, region, count])).toEqual([
      ['111122223333', 'eu-west-1', 2],
      ['111122223333', 'us-east-1', 1],
      ['444455556666', 'eu-west-1', 1],
    ]);
  }
});

test('an event delivered in two objects counts once, and its smaller origin stays', () => {
  const event = knock({ id: 'e-1', bytes: 7 });
  const other = knock({ id: 'e-2', bytes: 7, time: START + 1 });
  const detectors = [detector({ tally: (t) => ({ bytes: t.sum((record) => record.bytes), all: t.count() }) })];
  const together = runTurns(engineOf(detectors), [
    [
      ['b', [event, event, other]],
      ['a', [event]],
    ],
  ]);
  const apart = runTurns(engineOf(detectors), [[['b', [event, other]]], [['a', [event]]], [['c', [other, event]]]]);
  for (const [state] of [together, apart]) {
    expect(state?.finding.service.count).toBe(2);
    expect(state?.finding.service.evidence.tallies).toEqual({ bytes: 14, all: 2 });
    expect(state?.finding.service.evidence.origins.map(({ object, id }) => [object, id])).toEqual([
      ['a', 'e-1'],
      ['b', 'e-2'],
    ]);
  }
});

test('beyond the ids it keeps, a group counts every record', () => {
  const engine = engineOf([detector()], { bounds: { idsMax: 2 } });
  const records = ['e-1', 'e-2', 'e-3', 'e-1', 'e-3'].map((id) => knock({ id }));
  const work = engine.newWork();
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(work.observe()[0]?.count).toBe(4);
  expect(work.saturation()).toEqual([
    { type: 'Recon:EC2/Knock', object: 'a', groupOverflow: 0, nameless: 0, deduplicationOverflow: 2 },
  ]);
});

test('ids that are given up for stored ones are told of', () => {
  const engine = engineOf([detector()], { bounds: { idsMax: 2 } });
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const turn = (key: string, ...ids: readonly string[]) => {
    const work = engine.newWork();
    const records = ids.map((id) => knock({ id }));
    engine.step(decoder.batch(records), { bucket: '', key }, 'vpc-flow', work);
    return work;
  };
  const second = turn('b', 'e-2', 'e-3');
  second.absorb('Recon:EC2/Knock', START, turn('a', 'e-1', 'e-2').encode('Recon:EC2/Knock', START));
  expect(second.observe()[0]?.count).toBe(3);
  second.forget('Recon:EC2/Knock', START);
  expect(second.saturation()).toEqual([
    { type: 'Recon:EC2/Knock', object: 'b', groupOverflow: 0, nameless: 0, deduplicationOverflow: 1 },
  ]);
});

test.each([
  ['asked for each record', {}],
  ['asked once for all that are alike', { by: ['from'] as const }],
])('records about nothing that can be named are counted, %s', (_name, clauses) => {
  const engine = engineOf([detector({ about: aboutSomebody, ...clauses })]);
  const work = engine.newWork();
  const records = ['i-1', 'nobody', 'nobody'].map((from) => knock({ from }));
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(work.observe().map(({ subject }) => subject.resource.id)).toEqual(['i-1']);
  expect(work.saturation()).toEqual([
    { type: 'Recon:EC2/Knock', object: 'a', groupOverflow: 0, nameless: 2, deduplicationOverflow: 0 },
  ]);
  expect(
    describeSaturation(
      { type: 'Recon:EC2/Knock', groupOverflow: 0, nameless: 2, deduplicationOverflow: 0 },
      work.bounds,
    ),
  ).toEqual([expect.stringContaining('Recon:EC2/Knock cannot tell what 2 records are about')]);
});

test('records whose other end is trusted meet no question, and are counted', () => {
  const engine = engineOf([detector(), portDetector({ type: 'Recon:EC2/Other' })], {
    intel: lists({ trusted: ['198.51.100.7'] }),
  });
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const records = [...ports(1, 2, 3, 4), knock({ to: '203.0.113.9' })];
  engine.step(decoder.batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(work.observe().map(({ subject }) => subject.remote)).toEqual(['203.0.113.9']);
  expect(work.trustedSkipped).toBe(4);
});

test.each([
  ['asked for each record', {}],
  ['asked once for all that are alike', { by: ['from'] as const }],
])('groups beyond the bound are refused and counted, those that are stored stay, %s', (_name, clauses) => {
  const engine = engineOf([detector(clauses)], { bounds: { groupsMax: 2 } });
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const turn = (...hosts: readonly string[]) => {
    const work = engine.newWork();
    const records = hosts.map((from) => knock({ from }));
    engine.step(decoder.batch(records), { bucket: '', key: hosts.join() }, 'vpc-flow', work);
    return work;
  };
  const first = turn('i-1', 'i-2', 'i-3', 'i-3');
  expect(first.saturation()).toEqual([
    { type: 'Recon:EC2/Knock', object: 'i-1,i-2,i-3,i-3', groupOverflow: 2, nameless: 0, deduplicationOverflow: 0 },
  ]);
  const second = turn('i-4', 'i-2');
  second.absorb('Recon:EC2/Knock', START, JSON.parse(JSON.stringify(first.encode('Recon:EC2/Knock', START))) as Json);
  expect(second.observe().map(({ subject, count }) => [subject.resource.id, count])).toEqual([['i-2', 2]]);
  expect(second.saturation()).toEqual([
    { type: 'Recon:EC2/Knock', object: 'i-4,i-2', groupOverflow: 1, nameless: 0, deduplicationOverflow: 0 },
  ]);
  expect(second.live()).toMatchObject([{ groups: 2 }]);
  const third = turn('i-5', 'i-6');
  third.absorb('Recon:EC2/Knock', START, turn('i-1').encode('Recon:EC2/Knock', START));
  expect(third.observe().map(({ subject }) => subject.resource.id)).toEqual(['i-5']);
});

test('what did not grow is neither touched nor observed again', () => {
  const engine = engineOf([detector()]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const step = (record: Knock, key: string) =>
    engine.step(decoder.batch([record]), { bucket: '', key }, 'vpc-flow', work);
  step(knock(), 'a');
  expect(work.touched()).toEqual([{ type: 'Recon:EC2/Knock', windowStart: START }]);
  expect(work.observe()).toHaveLength(1);
  step(knock({ from: 'i-0002', time: START + hours(1) }), 'b');
  expect(work.touched()).toEqual([{ type: 'Recon:EC2/Knock', windowStart: START + hours(1) }]);
  expect(work.observe().map(({ subject }) => subject.resource.id)).toEqual(['i-0002']);
});

test('a record between the earliest and the latest still makes its observation grow', () => {
  const early = [1, 2, 3, 4, 5, 9].map((time) => knock({ time: START + time }));
  const [state] = runTurns(engineOf([detector()]), [[['a', early]], [['b', [knock({ time: START + 7 })]]]]);
  expect(state?.finding.service.count).toBe(7);
});

test('a second delivery that becomes the latest record is shown', () => {
  const engine = engineOf([detector()]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const [first, second] = [knock({ id: 'e-1', port: 1 }), knock({ id: 'e-2', port: 2 })];
  const step = (key: string, record: Knock) =>
    engine.step(decoder.batch([record]), { bucket: '', key }, 'vpc-flow', work);
  step('a', first);
  step('b', second);
  expect(work.observe()).toMatchObject([{ count: 2, action: source.action(second, LOOK) }]);
  step('c', first);
  expect(work.observe()).toMatchObject([{ count: 2, action: source.action(first, LOOK) }]);
});

test('a window that was put away goes on when it is absorbed again', () => {
  const engine = engineOf([portDetector()]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const step = (port: number) =>
    engine.step(decoder.batch([knock({ port })]), { bucket: '', key: `${port}` }, 'vpc-flow', work);
  step(1);
  step(2);
  work.observe();
  const away = JSON.stringify(work.encode('Recon:EC2/Knock', START));
  work.forget('Recon:EC2/Knock', START);
  expect(work.live()).toEqual([]);
  step(3);
  work.absorb('Recon:EC2/Knock', START, JSON.parse(away) as Json);
  expect(work.observe()).toMatchObject([{ count: 3, tallies: { ports: [1, 2, 3] } }]);
});

test('state stored by a detector with other tallies is taken as far as it fits', () => {
  const before = engineOf([detector({ tally: (t) => ({ ports: t.sum((record) => record.port), all: t.count() }) })]);
  const after = engineOf([
    detector({ tally: (t) => ({ ports: t.distinct((record) => record.port), all: t.count(), some: t.count() }) }),
  ]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const [old, work] = [before.newWork(), after.newWork()];
  before.step(decoder.batch(ports(1, 2)), { bucket: '', key: 'a' }, 'vpc-flow', old);
  after.step(decoder.batch(ports(3)), { bucket: '', key: 'b' }, 'vpc-flow', work);
  work.absorb('Recon:EC2/Knock', START, old.encode('Recon:EC2/Knock', START));
  expect(work.observe()[0]?.tallies).toEqual({ ports: [3], all: 3, some: 1 });
});

test('a detector that is about more than groups keep is told so, by name', () => {
  const shows = { sources: [{ ...source, shows: ['from', 'port'] }] };
  const engineWith = (by: readonly ('from' | 'to')[]) => engineOf([detector({ by })], shows);
  expect(() => observe(engineWith(['from']), ['a', [knock()]])).toThrow(
    '"Recon:EC2/Knock" is "about" more than groups of vpc-flow keep (from, port): name in its "by" what else it reads.',
  );
  expect(observe(engineWith(['from', 'to']), ['a', [knock()]])).toHaveLength(1);
});

test('state stored without members that groups keep now is refused', () => {
  const [before, after] = [
    ['from', 'to'],
    ['from', 'to', 'port'],
  ].map((shows) => engineOf([detector()], { sources: [{ ...source, shows }] })) as [Engine, Engine];
  const old = before.newWork();
  before.step(new ArrayDecoder<Knock>(FIELDS).batch(ports(1)), { bucket: '', key: 'a' }, 'vpc-flow', old);
  const stored = old.encode('Recon:EC2/Knock', START);
  expect(() => after.newWork().absorb('Recon:EC2/Knock', START, stored)).toThrow('they keep from, to.');
  expect(() => before.newWork().absorb('Recon:EC2/Knock', START, stored)).not.toThrow();
});

test('state stored of what a detector is not about any more is refused', () => {
  const shows = { sources: [{ ...source, shows: ['from', 'to'] }] };
  const [before, after] = [engineOf([detector()], shows), engineOf([detector({ about: aboutSomebody })], shows)];
  const old = before.newWork();
  before.step(new ArrayDecoder<Knock>(FIELDS).batch(ports(1)), { bucket: '', key: 'a' }, 'vpc-flow', old);
  const stored = old.encode('Recon:EC2/Knock', START);
  expect(() => after.newWork().absorb('Recon:EC2/Knock', START, stored)).toThrow('is "about" more');
});

test.each<Json>([null, 'text', {}, { version: 0 }])('state of another version is refused: %j', (stored) => {
  const work = engineOf([detector()]).newWork();
  expect(() => work.absorb('Recon:EC2/Knock', START, stored)).toThrow('another version');
});

test('seventy questions of one source are all asked', () => {
  const detectors = Array.from({ length: 70 }, (_, i) =>
    detector({ type: `Recon:EC2/Knock${i}`, where: { port: (port) => port === i } }),
  );
  const observations = observe(engineOf(detectors), ['a', ports(0, 30, 31, 61, 62, 69)]);
  expect(observations.map(({ type }) => type).toSorted()).toEqual(
    [0, 30, 31, 61, 62, 69].map((i) => `Recon:EC2/Knock${i}`).toSorted(),
  );
});

test('the engine names the fields that batches must have', () => {
  const engine = engineOf([
    portDetector({ by: ['from', 'to'] }),
    detector({ type: 'Recon:EC2/Shut', from: knocks('shut') }),
  ]);
  expect(engine.fields('vpc-flow')).toEqual(['from', 'port', 'to', 'verdict']);
  expect(engine.fields('cloudtrail')).toEqual([]);
});

test('settings are overridden by finding type', () => {
  const strict = engineOf([portDetector()], { settings: { organization: { 'Recon:EC2/Knock': { least: 1 } } } });
  expect(observe(strict, ['a', ports(1)])).toHaveLength(1);
  expect(observe(engineOf([portDetector()]), ['a', ports(1)])).toHaveLength(0);
});

test('a detector of a source that is not there is refused', () => {
  expect(() => engineOf([portDetector()], { sources: [] })).toThrow('asks of vpc-flow, which is no source');
});

function aboutSomebody({ from }: Knock): Subject | undefined {
  return from === 'nobody' ? undefined : { resource: { id: from, resourceType: 'Instance' }, role: 'ACTOR' };
}
