import { describe, expect, test } from 'vitest';
import { days, hours, minutes } from '#services/model/time.ts';
import {
  advance,
  begin,
  DEEP_EVERY_MS,
  isOfPlace,
  latest,
  listedBelow,
  resume,
  STORED_LOOK_BACK_MS,
  type ListingState,
} from '#services/organization/listing.ts';

const prefix = 'AWSLogs/111122223333/vpcflowlogs/us-east-1/';
const place = { prefix, hive: false };
const at = (time: string) => Date.parse(time);
const object = (name: string, modified: string) => ({ key: prefix + name, modifiedAt: new Date(modified) });
const flowLog = (day: string, id: string, stamp: string) =>
  `${day}/111122223333_vpcflowlogs_us-east-1_${id}_${stamp}_0a1b2c3d.log.gz`;

const NOW = at('2026-11-23T12:00:00Z');
const SETTINGS = { firstTime: at('2026-11-22T15:00:00Z'), lateMs: days(7) };
type Listed = ReturnType<typeof object>;

/** The state after a prefix was listed for the first time. */
function listed(objects: readonly Listed[], now = NOW): ListingState {
  return advance(begin(undefined, { ...SETTINGS, deep: true }, now), true, objects);
}

test('a prefix that was never listed is read from the day that history begins', () => {
  expect(resume(place, undefined, SETTINGS, NOW)).toEqual({
    deep: true,
    startAfter: `${prefix}2026/11/22`,
    modifiedFrom: 0,
  });
});

test('listing goes on at the day of the newest key less the look-back', () => {
  const state = listed([
    object(flowLog('2026/11/23', 'fl-0a', '20261123T0455Z'), '2026-11-23T05:00:00Z'),
    object(flowLog('2026/11/23', 'fl-0b', '20261123T0400Z'), '2026-11-23T04:05:00Z'),
  ]);
  expect(resume(place, state, SETTINGS, NOW + minutes(5))).toEqual({
    deep: false,
    startAfter: `${prefix}2026/11/22`,
    modifiedFrom: at('2026-11-23T05:00:00Z') - STORED_LOOK_BACK_MS,
  });
});

test.each([
  ['was stored days later', '2026-11-21T12:00:00Z', '2026-11-23T05:00:00Z'],
  ['names a time that is yet to come', '2026-11-30T12:00:00Z', '2026-11-21T12:00:00Z'],
])('of the newest key and its storing the earlier counts: one that %s', (_, keyTime, modified) => {
  const state = { keyTime: at(keyTime), modified: at(modified), listedAt: NOW };
  const { startAfter } = resume(place, { shallow: state, deep: state }, SETTINGS, NOW + minutes(5));
  expect(startAfter).toBe(`${prefix}2026/11/21`);
});

test('a key that sorts before the last one listed is still met: flow logs sort by their id, not by time', () => {
  const state = listed([object(flowLog('2026/11/23', 'fl-0b', '20261123T1200Z'), '2026-11-23T12:01:00Z')]);
  const later = object(flowLog('2026/11/23', 'fl-0a', '20261123T1205Z'), '2026-11-23T12:06:00Z');
  expect(offers(state, later, NOW + minutes(10))).toBe(true);
});

function offers(state: ListingState, { key, modifiedAt }: Listed, now: number): boolean {
  const { startAfter, modifiedFrom } = resume(place, state, SETTINGS, now);
  return key > startAfter && modifiedAt.getTime() >= modifiedFrom;
}

describe('what comes days late', () => {
  const newest = object(flowLog('2026/11/23', 'fl-0b', '20261123T1155Z'), '2026-11-23T11:59:00Z');
  const late = object(flowLog('2026/11/18', 'fl-0a', '20261118T1205Z'), '2026-11-23T12:10:00Z');

  test('is offered by the next deep listing, even when shallow ones have listed newer objects meanwhile', () => {
    let state = listed([newest]);
    const shallow = NOW + minutes(40);
    expect(offers(state, late, shallow)).toBe(false);
    const newer = object(flowLog('2026/11/23', 'fl-0b', '20261123T1235Z'), '2026-11-23T12:39:00Z');
    state = advance(begin(state, { ...SETTINGS, deep: false }, shallow), false, [newer]);
    expect(offers(state, late, NOW + DEEP_EVERY_MS)).toBe(true);
  });

  test('is offered no more once a deep listing has passed by it', () => {
    let state = listed([newest]);
    const deep = NOW + DEEP_EVERY_MS;
    state = advance(begin(state, { ...SETTINGS, deep: true }, deep), true, [
      late,
      object('2026/11/23/x', '2026-11-23T12:55:00Z'),
    ]);
    expect(resume(place, state, SETTINGS, deep + minutes(5)).deep).toBe(false);
    expect(offers(state, late, deep + DEEP_EVERY_MS)).toBe(false);
  });

  test('is told of when it came later than can be relied on', () => {
    const beyond = object(flowLog('2026/11/16', 'fl-0a', '20261116T1000Z'), '2026-11-23T12:10:00Z');
    expect(offers(listed([newest]), beyond, NOW + DEEP_EVERY_MS)).toBe(true);
    const later = object(flowLog('2026/11/16', 'fl-0a', '20261116T0900Z'), '2026-11-23T12:10:00Z');
    expect(latest([newest, late, beyond, later], SETTINGS.lateMs)).toBe(later);
    const last = object(flowLog('2026/11/16', 'fl-0a', '20261116T1210Z'), '2026-11-23T12:10:00Z');
    expect(latest([last], SETTINGS.lateMs)).toBeUndefined();
    expect(
      latest([newest, late, object('2026/11/16/nameless', '2026-11-23T12:10:00Z')], SETTINGS.lateMs),
    ).toBeUndefined();
  });

  test('during a rest of the service is offered when it goes on', () => {
    const rest = NOW + days(30);
    expect(offers(listed([newest]), late, rest)).toBe(true);
    expect(
      offers(listed([newest]), object(flowLog('2026/11/25', 'fl-0a', '20261125T1000Z'), '2026-11-25T10:05:00Z'), rest),
    ).toBe(true);
  });
});

test('where nothing comes any more, nothing is offered again after as many days as an object may be late', () => {
  const last = object(flowLog('2026/11/23', 'fl-0b', '20261123T1155Z'), '2026-11-23T11:59:00Z');
  let state = listed([last]);
  const offered: number[] = [];
  for (let hour = 1; hour < 24 * 10; hour++) {
    const now = NOW + hours(hour);
    if (offers(state, last, now)) offered.push(hour);
    state = begin(state, { ...SETTINGS, deep: true }, now);
  }
  expect(offered.at(-1)).toBe(24 * 7);
});

test('Hive keys are dated in their own way', () => {
  const hive = {
    prefix: 'AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1/',
    hive: true,
  };
  const settings = { ...SETTINGS, firstTime: at('2026-03-05T00:00:00Z') };
  expect(resume(hive, undefined, settings, NOW).startAfter).toBe(`${hive.prefix}year=2026/month=03/day=05`);
});

describe('the marker', () => {
  test('is at the newest of what was listed, in whatever order', () => {
    const { shallow } = listed([
      object(flowLog('2026/11/23', 'fl-0a', '20261123T1100Z'), '2026-11-23T11:31:00Z'),
      object(flowLog('2026/11/23', 'fl-0b', '20261123T1130Z'), '2026-11-23T11:02:00Z'),
      object(flowLog('2026/11/23', 'fl-0c', '20261123T1000Z'), '2026-11-23T10:01:00Z'),
    ]);
    expect(shallow).toMatchObject({ keyTime: at('2026-11-23T11:30:00Z'), modified: at('2026-11-23T11:31:00Z') });
  });

  test('never goes back', () => {
    const state = listed([object(flowLog('2026/11/23', 'fl-0a', '20261123T1200Z'), '2026-11-23T12:01:00Z')]);
    const older = object(flowLog('2026/11/23', 'fl-0a', '20261123T0100Z'), '2026-11-23T01:00:00Z');
    expect(advance(state, true, [older])).toEqual(state);
    expect(advance(state, false, [older])).toEqual(state);
  });

  test('of an empty prefix is where history begins', () => {
    const { firstTime } = SETTINGS;
    expect(listed([]).shallow).toEqual({ keyTime: firstTime, modified: firstTime, listedAt: NOW });
  });

  test('counts the time of storing, whatever a key names', () => {
    const { shallow } = listed([object('2026/11/23/anything.gz', '2026-11-23T12:01:00Z')]);
    expect(shallow.modified).toBe(at('2026-11-23T12:01:00Z'));
  });
});

describe('the keys of a delivery stream', () => {
  const UUID = '0b7d2f5e-3c44-4e0a-9a51-2f3f5d0c7e11';
  const root = { prefix: '', hive: false, stream: 'eks-audit' };

  test('are looked for only where dates begin, and those of other places below all of the prefix', () => {
    expect(listedBelow(root)).toBe('2');
    expect(listedBelow({ ...root, prefix: 'a/', hive: true })).toBe('a/year=2');
    expect(listedBelow(place)).toBe(prefix);
  });

  test.each([
    [`2026/11/23/05/eks-audit-1-2026-11-23-05-00-42-${UUID}`, true],
    [`2026/11/23/05/eks-audit-12-2026-11-23-05-00-42-${UUID}.gz`, true],
    [`2026/11/23/05/eks-audit-b-1-2026-11-23-05-00-42-${UUID}`, false],
    [`2026/11/23/05/my-eks-audit-1-2026-11-23-05-00-42-${UUID}`, false],
    ['2026/11/23/05/eks-audit-report.csv', false],
    ['2026/11/23/05/', false],
  ])('%s is of the stream: %s', (key, isTheirs) => {
    expect(isOfPlace(root, key)).toBe(isTheirs);
    expect(isOfPlace({ ...root, stream: undefined }, key)).toBe(true);
  });

  test('name their time, from which listing goes on', () => {
    const key = `2026/11/23/05/eks-audit-1-2026-11-23-05-07-42-${UUID}.gz`;
    const state = listed([{ key, modifiedAt: new Date('2026-11-23T05:08:00Z') }]);
    expect(state.shallow.keyTime).toBe(at('2026-11-23T05:07:00Z'));
    expect(resume(root, state, SETTINGS, NOW + minutes(5)).startAfter).toBe('2026/11/22');
  });
});
