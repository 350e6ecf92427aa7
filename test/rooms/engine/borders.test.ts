import { expect, test } from 'vitest';
import type { Json } from '#services/model/subject.ts';
import { ArrayDecoder } from './columns.ts';
import { detector, engineOf, FIELDS, knock, START, type Knock } from './knocks.ts';

const TYPE = 'Recon:EC2/Knock';

/** A window's stored state, as it comes back from the database. */
function stored(): { objects: string[] } & Readonly<Record<string, Json>> {
  const engine = engineOf([detector()]);
  const work = engine.newWork();
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch([knock()]), { bucket: '', key: 'a' }, 'vpc-flow', work);
  return JSON.parse(JSON.stringify(work.encode(TYPE, START)));
}

test('stored state that tells of an object it does not list is refused, and not told of another', () => {
  const engine = engineOf([detector()]);
  expect(() => engine.newWork().absorb(TYPE, START, stored())).not.toThrow();
  expect(() => engine.newWork().absorb(TYPE, START, { ...stored(), objects: [] })).toThrow(
    'Stored tallies tell of object 0 of 0.',
  );
});

test('records of a source that the engine was made without are refused, and not passed over', () => {
  const engine = engineOf([detector()]);
  const batch = new ArrayDecoder<Knock>(FIELDS).batch([knock()]);
  expect(() => engine.step(batch, { bucket: '', key: 'a' }, 'cloudtrail', engine.newWork())).toThrow(
    'The engine was made without the source cloudtrail',
  );
});

test('an engine that asks nothing of a source passes its records over', () => {
  const engine = engineOf([]);
  const work = engine.newWork();
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch([knock()]), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(work.observe()).toEqual([]);
  expect(work.trustedSkipped).toBe(0);
});
