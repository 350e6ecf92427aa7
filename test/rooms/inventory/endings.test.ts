import { beforeAll, expect, test } from 'vitest';
import { openDetection, type Detection } from '#services/detection.ts';
import { Learner } from '#services/inventory/learner.ts';
import { ENDINGS } from '#services/inventory/endings.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';

let detection: Detection;
beforeAll(async () => {
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});

function endsOf(...records: readonly object[]): readonly ResourceEnd[] {
  const ends: ResourceEnd[] = [];
  const learner = new Learner(
    () => undefined,
    (end) => ends.push(end),
  );
  const object = {
    bucket: '',
    key: 'x',
    etag: '',
    sizeBytes: 0,
    source: undefined,
    accountId: undefined,
    region: undefined,
  };
  const bytes = Buffer.from(JSON.stringify({ Records: records }));
  detection.decoder.decode(object, bytes, detection.home, (batch, source) => learner.read(batch, source));
  return ends;
}

const AT = '2026-03-02T10:00:00Z';
const call = (
  service: string,
  eventName: string,
  requestParameters: object | null,
  responseElements: object | null = null,
) => event({ eventSource: `${service}.amazonaws.com`, eventName, eventTime: AT, requestParameters, responseElements });
const terminated = (...states: readonly (readonly [string, string])[]) =>
  call('ec2', 'TerminateInstances', null, {
    instancesSet: {
      items: states.map(([instanceId, name]) => ({
        instanceId,
        currentState: { code: 32, name },
        previousState: { code: 16, name: 'running' },
      })),
    },
  });

const TOLD: readonly (readonly [object, readonly (readonly [string, string, string])[]])[] = [
  [
    terminated(['i-1', 'shutting-down'], ['i-2', 'terminated'], ['i-3', 'running'], ['x', 'terminated']),
    [
      ['i-1', '', 'us-east-1'],
      ['i-2', '', 'us-east-1'],
    ],
  ],
  [call('ec2', 'DeleteSecurityGroup', { groupId: 'sg-0abc' }, { _return: true }), [['sg-0abc', '', 'us-east-1']]],
  [call('iam', 'DeleteRole', { roleName: 'Partner' }), [['Partner', 'iamRoleDetails', '']]],
  [
    call('s3', 'DeleteBucket', { bucketName: 'invoices', Host: 's3.amazonaws.com' }),
    [['invoices', 's3BucketDetails', '']],
  ],
  [
    call('lambda', 'DeleteFunction20150331', {
      functionName: 'arn:aws:lambda:us-east-1:111122223333:function:billing',
    }),
    [['billing', 'lambdaDetails', 'us-east-1']],
  ],
  [
    call('eks', 'DeleteCluster', { name: 'prod' }, { cluster: { name: 'prod', status: 'DELETING' } }),
    [['prod', 'eksClusterDetails', 'us-east-1']],
  ],
  [
    call(
      'rds',
      'DeleteDBInstance',
      { dBInstanceIdentifier: 'orders' },
      { dBInstanceIdentifier: 'orders', dBInstanceStatus: 'deleting' },
    ),
    [['orders', 'rdsDbInstanceDetails', 'us-east-1']],
  ],
];

test('every call that ends something is tried', () => {
  const tried = TOLD.map(([record]) => String(Reflect.get(record, 'eventName')));
  expect(ENDINGS.filter(({ calls }) => !calls.some((name) => tried.includes(name)))).toEqual([]);
});

test.each(TOLD)('%j', (record, told) => {
  expect(endsOf(record)).toEqual(
    told.map(([id, member, region]) => ({
      accountId: '111122223333',
      region,
      member,
      id,
      at: Date.parse(AT),
      call: Reflect.get(record, 'eventName'),
      by: expect.stringMatching(/^A/),
    })),
  );
});

test.each<readonly [string, object]>([
  ['a call that was refused', { ...call('s3', 'DeleteBucket', { bucketName: 'invoices' }), errorCode: 'AccessDenied' }],
  ['a call of another service by the same name', call('ecs', 'DeleteCluster', null, { cluster: { name: 'prod' } })],
  ['one version of a function', call('lambda', 'DeleteFunction20150331', { functionName: 'billing', qualifier: '7' })],
  [
    'a part of an ARN',
    call('lambda', 'DeleteFunction20150331', { functionName: 'function:billing:7', qualifier: '7' }),
  ],
  ['an access key', call('iam', 'DeleteAccessKey', { userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })],
  ['a security group without an id', call('ec2', 'DeleteSecurityGroup', { groupName: 'default' })],
  ['names that are none', call('s3', 'DeleteBucket', { bucketName: { $ne: 1 } })],
  ['a name without end', call('s3', 'DeleteBucket', { bucketName: 'x'.repeat(600) })],
  ['a user, whose name may be given to another', call('iam', 'DeleteUser', { userName: 'alice' })],
])('%s ends nothing', (_, record) => expect(endsOf(record)).toEqual([]));
