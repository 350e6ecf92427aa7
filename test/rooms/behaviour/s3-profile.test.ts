import { expect, test } from 'vitest';
import s3 from '#services/behaviour/profiles/s3.ts';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { organizationView } from '#services/organization/view.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { newDecoder, recordsOf, trail } from '../sources/decoding.ts';

const LOOK = { intel: exampleIntel({ records: [] }), organization: organizationView({ read: new Set() }) };
const REQUEST = { bucketName: 'invoices', key: 'a.csv' };

/** Of a call on objects with this request: whether each such record is asked, its code, and what it was done to. */
function actOf(requestParameters: unknown): readonly unknown[] {
  const told: unknown[] = [];
  const records = trail(event({ eventSource: 's3.amazonaws.com', eventName: 'GetObject', requestParameters }));
  recordsOf(newDecoder(), records, (batch) => {
    const record = batch.record(0);
    told.push(s3.act.varies(record, LOOK), s3.act.of(record, LOOK).code, s3.act.target?.(record));
  });
  return told;
}

test('the bucket is remembered by its column, and read of each record where no column tells of it', () => {
  const [varies, code, target] = actOf(REQUEST);
  expect(varies).toBe(false);
  expect(code).toContain('@invoices');
  expect(target).toBe('a.csv');
  expect(actOf(JSON.stringify(REQUEST))).toEqual([true, code, target]);
  expect(actOf(null)[0]).toBe(true);
});
