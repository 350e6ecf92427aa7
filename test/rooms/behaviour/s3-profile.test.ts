import { expect, test } from 'vitest';
import { AccountHistory } from '#services/behaviour/history.ts';
import { Before } from '#services/behaviour/before.ts';
import { BIT } from '#services/behaviour/bits.ts';
import s3 from '#services/behaviour/profiles/s3.ts';
import { scoreDay } from '#services/behaviour/score.ts';
import { tacticScore } from '#services/behaviour/sum.ts';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { IdentityActs } from '#services/engine/identity-acts.ts';
import { organizationView } from '#services/organization/view.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { newDecoder, recordsOf, trail } from '../sources/decoding.ts';

const LOOK = { intel: exampleIntel({ records: [] }), organization: organizationView({ read: new Set() }) };
const REQUEST = { bucketName: 'invoices', key: 'a.csv' };

/** For a call on objects with this request: whether the act is read from each record, its code, and its target. */
function actOf(requestParameters: unknown): readonly unknown[] {
  const told: unknown[] = [];
  const records = trail(event({ eventSource: 's3.amazonaws.com', eventName: 'GetObject', requestParameters }));
  recordsOf(newDecoder(), records, (batch) => {
    const record = batch.record(0);
    const act = s3.act.of(record, LOOK);
    const isAsked = typeof act === 'function';
    told.push(isAsked, (isAsked ? act(record) : act).code, s3.act.target?.(record));
  });
  return told;
}

test('the bucket is remembered by its column, and read of each record where no column tells of it', () => {
  const [isAsked, code, target] = actOf(REQUEST);
  expect(isAsked).toBe(false);
  expect(code).toContain('@invoices');
  expect(target).toBe('a.csv');
  expect(actOf(JSON.stringify(REQUEST))).toEqual([true, code, target]);
  expect(actOf(null)[0]).toBe(true);
});

/** A day on which a program read this many buckets. */
function dayOf(day: number, from: number, count: number): IdentityActs {
  const acts = new IdentityActs(s3, '111122223333', 'alice', day, { class: 'machine', peers: 'users' });
  for (let i = from; i < from + count; i++) acts.add({ code: `s3:GetObject@bucket-${i}`, tactic: undefined }, true);
  return acts;
}

/** The bits for this many new buckets on a day, after twenty days, the last of which brought `brought` new ones. */
function bitsOfNew(buckets: number, brought: number): number {
  const history = new AccountHistory('111122223333');
  for (let day = 0; day < 20; day++) history.learn(dayOf(20_000 + day, 0, day === 19 ? 1 + brought : 1));
  const acts = dayOf(20_021, 100, buckets);
  const { day } = scoreDay(acts, new Before(acts.day, history, undefined).of(acts));
  return day.find(({ part }) => part === 'breadth')?.bits ?? 0;
}

test('a release brings some new buckets at once; only far more than any day before are telling', () => {
  expect([4, 12, 40].map((buckets) => bitsOfNew(buckets, 0) / BIT)).toEqual([0, 2, 4.59375]);
  expect(bitsOfNew(40, 20)).toBeLessThan(BIT);
});

/** The bits for a day of reading, by somebody about whom nothing is known. */
function bitsOfReading(...calls: readonly string[]): number | undefined {
  const acts = new IdentityActs(s3, '111122223333', 'alice', 20_000, { class: 'person', peers: 'users' });
  for (const call of calls) acts.add({ code: `s3:${call}@invoices`, tactic: undefined }, true);
  const before = new Before(acts.day, undefined, undefined);
  return tacticScore(s3.judging, scoreDay(acts, before.of(acts)), 'Exfiltration')?.total;
}

test('to read is no more telling for being followed by writing and deleting: so does who moves objects', () => {
  expect(bitsOfReading('GetObject')).toBeGreaterThan(0);
  expect(bitsOfReading('GetObject', 'PutObject', 'DeleteObject')).toBe(bitsOfReading('GetObject'));
});
