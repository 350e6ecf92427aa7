import { expect, test } from 'vitest';
import { ArrayDecoder } from './columns.ts';
import { detector, engineOf, FIELDS, knock, lists, type Knock } from './knocks.ts';

test('a trusted list skips all of seventy questions, more than share a word', () => {
  const detectors = Array.from({ length: 70 }, (_, n) => detector({ type: `Recon:EC2/Knock${n}` }));
  const engine = engineOf(detectors, { intel: lists({ trusted: ['198.51.100.7'] }) });
  const work = engine.newWork();
  const records = [knock(), knock({ to: '203.0.113.9' })];
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  const observations = work.observe();
  expect(observations).toHaveLength(70);
  expect(new Set(observations.map(({ subject }) => subject.remote))).toEqual(new Set(['203.0.113.9']));
  expect(work.trustedSkipped).toBe(1);
});

test('a trusted record that only the last of seventy questions asks about is counted as skipped', () => {
  const detectors = Array.from({ length: 70 }, (_, n) =>
    detector({ type: `Recon:EC2/Knock${n}`, where: { port: (port) => port === n } }),
  );
  const engine = engineOf(detectors, { intel: lists({ trusted: ['198.51.100.7'] }) });
  const work = engine.newWork();
  const records = [knock({ port: 69 }), knock({ port: 100 })];
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(work.observe()).toEqual([]);
  // No question would have counted the other one anyway.
  expect(work.trustedSkipped).toBe(1);
});
