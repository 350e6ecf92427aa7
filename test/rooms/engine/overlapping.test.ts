import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hours, minutes } from '#services/model/time.ts';
import { ArrayDecoder } from './columns.ts';
import { detector, digest, engineOf, FIELDS, knock, runTurns, START, type Knock } from './knocks.ts';

/** Asks for two ports within an hour of one another, wherever the hour is cut. */
const chain = detector({
  within: hours(2),
  overlapping: true,
  about: (record) => ({ resource: { id: record.from, resourceType: 'Instance' }, role: 'ACTOR' }),
  tally: (t) => ({ ports: t.distinct((record) => record.port) }),
  having: ({ tallies }) => tallies.ports.size >= 2,
  explain: ({ count, tallies }) => `${count} ${tallies.ports.values.join(' ')}`,
});

const at = (minute: number, port: number): Knock =>
  knock({ time: START + minutes(minute), port, id: `${minute} ${port}` });

const countOf = (...records: readonly Knock[]): number | undefined =>
  runTurns(engineOf([chain]), [[['a', records]]])[0]?.finding.service.count;

test.each([
  ['in the middle of a window', 60],
  ['across the end of a window', 119],
  ['across the middle, which is where the others are cut', 59],
])('two links a few minutes apart %s are one finding that counts each once', (_, minute) => {
  expect(countOf(at(minute, 22), at(minute + 2, 23))).toBe(2);
});

test('links further apart than windows are long are none', () => {
  expect(countOf(at(0, 22), at(121, 23))).toBeUndefined();
});

test('what both windows tell is told once, also when it grows', () => {
  const engine = engineOf([chain]);
  const [state] = runTurns(engine, [[['a', [at(70, 22), at(80, 23)]]], [['b', [at(90, 24)]]]]);
  expect(state?.finding.service).toMatchObject({ count: 3, evidence: { tallies: { ports: { size: 3 } } } });
  expect(Object.keys(state?.finding.service.evidence.tallies ?? {})).toEqual(['ports']);
  expect(state?.finding.service.evidence.origins).toHaveLength(3);
});

test('a record is read once for both windows', () => {
  const asked: string[] = [];
  const counting = detector({
    within: hours(2),
    overlapping: true,
    about: (record) => {
      asked.push('about');
      return { resource: { id: record.from, resourceType: 'Instance' }, role: 'ACTOR' };
    },
    tally: (t) => ({
      ports: t.distinct((record) => {
        asked.push('port');
        return record.port;
      }),
    }),
  });
  const engine = engineOf([counting]);
  const batch = new ArrayDecoder<Knock>(FIELDS).batch([at(0, 22)]);
  engine.step(batch, { bucket: '', key: 'a' }, 'vpc-flow', engine.newWork());
  expect(asked).toEqual(['about', 'port']);
});

test('any order and any turns give the same', () => {
  const records = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 20, max: 23 })), {
    minLength: 2,
    maxLength: 12,
    selector: String,
  });
  fc.assert(
    fc.property(
      records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, order]) => {
        const objects = order.map(([minute, port], i) => [[`o${i}`, [at(minute, port)]] as const]);
        const once = list.map(
          ([minute, port]) =>
            [`o${order.findIndex(([m, p]) => m === minute && p === port)}`, [at(minute, port)]] as const,
        );
        expect(digest(runTurns(engineOf([chain]), objects))).toBe(digest(runTurns(engineOf([chain]), [once])));
      },
    ),
  );
});

test('a tally that adds up is refused, for it would count twice', () => {
  expect(() =>
    engineOf([detector({ overlapping: true, tally: (t) => ({ bytes: t.sum((record) => record.bytes) }) })]),
  ).toThrow('has overlapping windows, in which bytes would add up twice');
});
