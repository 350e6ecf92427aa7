import { describe, expect, test } from 'vitest';
import { advance, resume, STORED_LOOK_BACK_MS } from '#services/organization/listing.ts';

const prefix = 'AWSLogs/111122223333/vpcflowlogs/us-east-1/';
const place = { prefix, hive: false };
const at = (time: string) => Date.parse(time);
const object = (name: string, modified: string) => ({ key: prefix + name, modifiedAt: new Date(modified) });
const flowLog = (day: string, id: string, stamp: string) =>
  `${day}/111122223333_vpcflowlogs_us-east-1_${id}_${stamp}_0a1b2c3d.log.gz`;

test('a prefix that was never listed is read from the day that history begins', () => {
  expect(resume(place, undefined, at('2026-11-22T15:00:00Z'))).toEqual({
    startAfter: `${prefix}2026/11/22`,
    modifiedFrom: 0,
  });
});

test('listing goes on at the day of the newest key less the look-back', () => {
  const marker = advance(undefined, [
    object(flowLog('2026/11/23', 'fl-0a', '20261123T0455Z'), '2026-11-23T05:00:00Z'),
    object(flowLog('2026/11/23', 'fl-0b', '20261123T0400Z'), '2026-11-23T04:05:00Z'),
  ]);
  expect(resume(place, marker, 0)).toEqual({
    startAfter: `${prefix}2026/11/22`,
    modifiedFrom: at('2026-11-23T05:00:00Z') - STORED_LOOK_BACK_MS,
  });
});

test('a key that sorts before the last one listed is still met: flow logs sort by their id, not by time', () => {
  const marker = advance(undefined, [object(flowLog('2026/11/23', 'fl-0b', '20261123T1200Z'), '2026-11-23T12:01:00Z')]);
  const later = object(flowLog('2026/11/23', 'fl-0a', '20261123T1205Z'), '2026-11-23T12:06:00Z');
  const { startAfter, modifiedFrom } = resume(place, marker, 0);
  expect(later.key > startAfter).toBe(true);
  expect(later.modifiedAt.getTime()).toBeGreaterThanOrEqual(modifiedFrom);
});

test('Hive keys are dated in their own way', () => {
  const hive = {
    prefix: 'AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1/',
    hive: true,
  };
  expect(resume(hive, undefined, at('2026-03-05T00:00:00Z')).startAfter).toBe(
    `${hive.prefix}year=2026/month=03/day=05`,
  );
});

describe('the marker', () => {
  test('never goes back', () => {
    const marker = { keyTime: at('2026-11-23T12:00:00Z'), modified: at('2026-11-23T12:01:00Z') };
    const older = object(flowLog('2026/11/23', 'fl-0a', '20261123T0100Z'), '2026-11-23T01:00:00Z');
    expect(advance(marker, [older])).toEqual(marker);
  });

  test('stays away while nothing was listed', () => {
    expect(advance(undefined, [])).toBeUndefined();
  });

  test('takes the time of storing where a key names none', () => {
    const modified = at('2026-11-23T12:01:00Z');
    expect(advance(undefined, [object('2026/11/23/anything.gz', '2026-11-23T12:01:00Z')])).toEqual({
      keyTime: modified,
      modified,
    });
  });
});
