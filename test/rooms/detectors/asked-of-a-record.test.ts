import { expect, test } from 'vitest';
import detector from '#services/detectors/recon/iam-user-permission-enumeration.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { newDecoder, recordsOf, trail } from '../sources/decoding.ts';

/** The members that are read of a record. */
function readOf(eventName: string, of: (record: LogRecord) => unknown): readonly (string | symbol)[] {
  const read: (string | symbol)[] = [];
  recordsOf(newDecoder(), trail(event({ eventName, errorCode: 'AccessDenied' })), (batch) => {
    const record = batch.record(0);
    of(
      new Proxy(record, {
        get(_, name) {
          read.push(name);
          return Reflect.get(record, name);
        },
      }),
    );
  });
  return read;
}

test('parameters of refused calls are parsed only where a role is in them: callers are refused a lot', () => {
  const tallies = Object.values(detector.tally?.(tallyBuilder) ?? {});
  const readBy = (eventName: string) => tallies.flatMap(({ of }) => readOf(eventName, of));
  expect(readBy('ListUsers')).not.toContain('requestParameters');
  expect(readBy('AssumeRole')).toContain('requestParameters');
});
