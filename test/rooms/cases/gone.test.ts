import { expect, test } from 'vitest';
import { disposition } from '#services/cases/disposition.ts';
import { goneness } from '#services/cases/gone.ts';
import type { RuleInUse } from '#services/cases/rules/rule.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { minutes } from '#services/model/time.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const LAST = Date.parse('2026-11-22T19:30:00.000Z');

/** An instance that mines, last seen at LAST. */
const MINER: FindingBody = {
  ...SSH_BRUTE_FORCE,
  type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  severity: 5,
  service: {
    ...SSH_BRUTE_FORCE.service,
    eventFirstSeen: '2026-11-22T19:00:00.000Z',
    eventLastSeen: new Date(LAST).toISOString(),
  },
};
const { accountId, region, resource } = MINER;
const ENDED: ResourceEnd = {
  accountId,
  region,
  id: resource.id,
  member: '',
  at: LAST + minutes(30),
  call: 'TerminateInstances',
  by: 'AIDAADMINISTRATOR',
};
const BUCKET: FindingBody = {
  ...MINER,
  type: 'Policy:S3/BucketPublicAccessGranted',
  resource: { id: 'invoices', resourceType: 'AccessKey', s3BucketDetails: [{ name: 'invoices', type: 'Destination' }] },
};
const BUCKET_ENDED: ResourceEnd = {
  ...ENDED,
  region: '',
  id: 'invoices',
  member: 's3BucketDetails',
  call: 'DeleteBucket',
};

/** Its caller is known. */
const OPENED: FindingBody = {
  ...BUCKET,
  resource: {
    ...BUCKET.resource,
    accessKeyDetails: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      principalId: 'AROAMALLORY:first',
      userName: 'Mallory',
      userType: 'AssumedRole',
    },
  },
};

const DOOR: FindingBody = {
  ...MINER,
  type: 'Persistence:IAMUser/ForeignTrust',
  resource: { id: 'Partner', resourceType: 'AccessKey', iamRoleDetails: { roleName: 'Partner' } },
};
const DOOR_ENDED: ResourceEnd = { ...ENDED, region: '', id: 'Partner', member: 'iamRoleDetails', call: 'DeleteRole' };

test.each<readonly [string, FindingBody, ResourceEnd | undefined, ReturnType<typeof goneness>]>([
  ['nothing is known', MINER, undefined, undefined],
  ['the instance was terminated', MINER, ENDED, 'resolved'],
  ['its last packets come minutes later', MINER, { ...ENDED, at: LAST - minutes(15) }, 'resolved'],
  ['it goes on longer than that', MINER, { ...ENDED, at: LAST - minutes(15) - 1 }, 'recurred'],
  ['all of it was later', MINER, { ...ENDED, at: LAST - minutes(46) }, undefined],
  ['another instance was', MINER, { ...ENDED, id: 'i-another' }, undefined],
  ['one of another account was', MINER, { ...ENDED, accountId: '444455556666' }, undefined],
  ['one of another Region was', MINER, { ...ENDED, region: 'ap-south-1' }, undefined],
  ['what happened stays done', { ...MINER, type: 'Exfiltration:S3/TransferDataToCloudAccount' }, ENDED, undefined],
  ['the attack is that it is gone', { ...MINER, type: 'Impact:EC2/MassDestruction' }, ENDED, undefined],
  ['a bucket was deleted', BUCKET, BUCKET_ENDED, 'resolved'],
  ['a name that was given again has no grace', BUCKET, { ...BUCKET_ENDED, at: LAST - 1 }, 'recurred'],
  [
    'the finding names no bucket by that id',
    { ...BUCKET, resource: { ...BUCKET.resource, s3BucketDetails: [] } },
    BUCKET_ENDED,
    undefined,
  ],
  ['a role that lets others in was deleted', DOOR, DOOR_ENDED, 'resolved'],
  ['others were let in again by a role of its name', DOOR, { ...DOOR_ENDED, at: LAST - 1 }, 'recurred'],
  ['somebody went through it', { ...DOOR, type: 'InitialAccess:IAMUser/RoleAssumed' }, DOOR_ENDED, undefined],
  ['what persists is another thing', { ...BUCKET, type: 'Persistence:S3/Door' }, BUCKET_ENDED, undefined],
  ['the instance did it itself', MINER, { ...ENDED, by: `AROANODE:${resource.id}` }, undefined],
  ['who opened the bucket deleted it', OPENED, { ...BUCKET_ENDED, by: 'AROAMALLORY:later' }, undefined],
  ['somebody else deleted what was opened', OPENED, BUCKET_ENDED, 'resolved'],
  ['nobody knows who deleted what was opened', OPENED, { ...BUCKET_ENDED, by: '' }, 'resolved'],
  [
    'the key was deleted with which it was done',
    { ...OPENED, resource: { ...OPENED.resource, id: 'AKIAIOSFODNN7EXAMPLE' } },
    { ...ENDED, region: '', id: 'AKIAIOSFODNN7EXAMPLE', call: 'DeleteAccessKey' },
    undefined,
  ],
  ['a function has the name', BUCKET, { ...BUCKET_ENDED, member: 'lambdaDetails' }, undefined],
])('%s', (_, finding, end, is) => expect(goneness(finding, finding.severity, end)).toBe(is));

test('what is High for its owner somebody looks at, gone or not', () => {
  expect(goneness(MINER, 6.9, ENDED)).toBe('resolved');
  expect(goneness(MINER, 7, ENDED)).toBeUndefined();
});

/** A rule that rates every finding. */
const rated = (severity: number): RuleInUse => ({
  id: 'r',
  name: 'r',
  effect: { kind: 'rate', severity },
  criteria: [],
  owner: 'alice',
  because: 'ours',
  expiresAt: null,
  endlessBecause: null,
  createdAt: '',
  createdBy: '',
  matches: () => true,
  silences: () => true,
});

test('an owner who rates it decides which that is', () => {
  expect(disposition(MINER, {}, [rated(8)], [], [ENDED])).toMatchObject({ archived: false });
  expect(disposition({ ...MINER, severity: 8 }, {}, [rated(5)], [], [ENDED])).toMatchObject({ status: 'RESOLVED' });
});

const closedBy = {
  kind: 'gone',
  who: 'vedette',
  at: new Date(ENDED.at).toISOString(),
  because: `${ENDED.id} no longer exists: TerminateInstances.`,
};
const decided = (status: 'OPEN' | 'IN_PROGRESS' | 'ARCHIVED', at: number) => ({
  decision: {
    status,
    who: 'alice',
    at: new Date(at).toISOString(),
    because: null,
    known: { count: MINER.service.count, eventLastSeen: MINER.service.eventLastSeen },
  },
});

test('a finding is resolved by itself, and opened again when it goes on', () => {
  expect(disposition(MINER, {}, [], [], [ENDED])).toEqual({ status: 'RESOLVED', archived: true, closedBy });
  expect(disposition(MINER, { assignee: 'bob' }, [], [], [ENDED])).toMatchObject({ assignee: 'bob' });
  const going = { ...ENDED, at: LAST - minutes(20) };
  expect(disposition(MINER, {}, [], [], [going])).toEqual({ status: 'REOPENED', archived: false });
});

test('what a person says of it counts more, if they may have known', () => {
  const of = (status: 'OPEN' | 'IN_PROGRESS' | 'ARCHIVED', at: number) =>
    disposition(MINER, decided(status, at), [], [], [ENDED]);
  expect(of('OPEN', ENDED.at + 1)).toMatchObject({ archived: false });
  expect(of('OPEN', ENDED.at - 1)).toMatchObject({ status: 'RESOLVED', closedBy });
  expect(of('IN_PROGRESS', ENDED.at - 1)).toMatchObject({ status: 'IN_PROGRESS' });
  expect(of('ARCHIVED', ENDED.at - 1)).toMatchObject({ status: 'ARCHIVED', closedBy: { kind: 'person' } });
});
