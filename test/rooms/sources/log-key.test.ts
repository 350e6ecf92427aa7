import { describe, expect, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import cloudtrail from '#services/sources/cloudtrail/source.ts';
import dnsQuery from '#services/sources/dns-query/source.ts';
import { recognize } from '#services/sources/log-key.ts';
import type { AnySource } from '#services/sources/log-source.ts';
import vpcFlow from '#services/sources/vpc-flow/source.ts';
import { decode, trail } from './decoding.ts';

const ACCOUNT = '111122223333';
const FILE = `${ACCOUNT}_CloudTrail_us-east-1_20260302T1000Z_abcdefghijklmnop.json.gz`;
const EVENTS = `AWSLogs/${ACCOUNT}/CloudTrail/us-east-1/2026/03/02/${FILE}`;
const FLOWS = `AWSLogs/${ACCOUNT}/vpcflowlogs/us-east-1/2026/03/02/${ACCOUNT}_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20260302T1000Z_0a1b2c3d.log.gz`;

const recognized = (source: AnySource, key: string) => recognize(key, [source])?.recognition;

describe('keys of events', () => {
  test.each([
    ['account layout', EVENTS, 'us-east-1'],
    ['organization layout', EVENTS.replace('AWSLogs/', 'AWSLogs/o-abc123def4/'), 'us-east-1'],
    ['prefix with slashes', `logs/of/all/${EVENTS}`, 'us-east-1'],
    ['prefix that holds AWSLogs', `AWSLogs/${EVENTS}`, 'us-east-1'],
    ['prefix that is a whole layout of another account', `AWSLogs/444455556666/backup/${EVENTS}`, 'us-east-1'],
    ['prefix that ends in AWSLogs without a slash before it', `oldAWSLogs/${EVENTS}`, 'us-east-1'],
    ['GovCloud', EVENTS.replaceAll('us-east-1', 'us-gov-west-1'), 'us-gov-west-1'],
    ['file alone', `downloads/${FILE}`, 'us-east-1'],
    ['Windows path', `C:\\logs\\${EVENTS.replaceAll('/', '\\')}`, 'us-east-1'],
  ])('%s', (_, key, region) => {
    expect(recognized(cloudtrail, key)).toEqual({ take: true, accountId: ACCOUNT, region, note: undefined });
    expect(recognized(vpcFlow, key)).toBeUndefined();
    expect(recognized(dnsQuery, key)).toBeUndefined();
  });

  test.each(['CloudTrail-Digest', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity', 'CloudTrail-Aggregated'])(
    '%s files are passed over with a note',
    (folder) => {
      const found = recognized(cloudtrail, EVENTS.replaceAll('CloudTrail', folder));
      expect(found).toMatchObject({ take: false, accountId: ACCOUNT });
      expect(found?.note).toMatch(/\.$/);
    },
  );

  test('a digest file alone is passed over too', () => {
    const key = `${ACCOUNT}_CloudTrail-Digest_us-east-1_main_us-east-1_20260302T100000Z.json.gz`;
    expect(recognized(cloudtrail, key)).toMatchObject({ take: false });
  });

  test('a folder marker is passed over', () => {
    expect(recognized(cloudtrail, `AWSLogs/${ACCOUNT}/CloudTrail/`)).toMatchObject({ take: false });
  });

  test.each([
    'some.json.gz',
    'data/events.ndjson',
    'AWSLogs/not-an-account/CloudTrail/us-east-1/x.json.gz',
    `AWSLogs/${ACCOUNT}/elasticloadbalancing/us-east-1/2026/03/02/x.log.gz`,
    `AWSLogs/${ACCOUNT}/constructor/us-east-1/x`,
  ])('%s is no key of events', (key) => {
    expect(recognized(cloudtrail, key)).toBeUndefined();
  });
});

describe('keys of flow logs', () => {
  const hive = `AWSLogs/aws-account-id=${ACCOUNT}/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=03/day=02/hour=10/`;
  test.each([
    ['daily folders', FLOWS],
    ['hourly folders', FLOWS.replace('/02/', '/02/10/')],
    ['Hive-compatible folders', hive + FLOWS.split('/').at(-1)],
    ['Hive-compatible folders, a file of any name', `${hive}part-0.log.gz`],
  ])('%s', (_, key) => {
    expect(recognized(vpcFlow, key)).toEqual({
      take: true,
      accountId: ACCOUNT,
      region: 'us-east-1',
      note: undefined,
    });
    expect(recognized(cloudtrail, key)).toBeUndefined();
  });
});

test('resolver query logs name the account and no Region', () => {
  const key = `p/AWSLogs/${ACCOUNT}/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/03/02/vpc-0123456789abcdef0_vpcdnsquerylogs_${ACCOUNT}_20260302T1000Z_0a1b2c3d.log.gz`;
  const found = { take: true, accountId: ACCOUNT, region: undefined, note: undefined };
  expect(recognized(dnsQuery, key)).toEqual(found);
  expect(recognized(dnsQuery, key.split('/').at(-1)!)).toEqual(found);
});

test('what seems a service in the name of a file alone is one only if a source has it', () => {
  const key = (word: string) => `backup/${ACCOUNT}_${word}_us-east-1_20260302.json.gz`;
  expect(recognized(vpcFlow, key('vpcflowlogs'))).toMatchObject({ take: true });
  const events = trail(event());
  expect(decode(events, key('export')).report).toMatchObject({ state: 'read', records: 1 });
  expect(decode(events, `AWSLogs/${ACCOUNT}/export/us-east-1/x.json.gz`).report).toMatchObject({ state: 'passed' });
});
