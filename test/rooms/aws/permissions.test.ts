import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PERMISSIONS } from '#services/aws/permissions.ts';

const ROOM = fileURLToPath(new URL('../../../services/aws/', import.meta.url));

/** Operations whose IAM action has another name ("Actions, resources, and condition keys" in the Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  DeleteMessageBatch: 'DeleteMessage',
  HeadObject: 'GetObject',
};

/** Needs no permission, and cannot be denied ("GetCallerIdentity" in the AWS Security Token Service API Reference). */
const FREE = ['GetCallerIdentity'];

/** Actions that AWS needs, or does itself, when another call is made. We never call them. */
const ON_OUR_BEHALF = [
  'Decrypt',
  'PassRole',
  'TagSession',
  'CreateServiceLinkedRole',
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'DescribeVpcs',
];

const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

test.each(files)('%s declares the IAM action of every call that it makes, and no other', (file) => {
  const text = readFileSync(`${ROOM}/${file}`, 'utf8');
  const called = [...text.matchAll(/\bnew (?:sdk\.)?(\w+)Command\(|\bpaginate(\w+)\(/g)].map(
    ([, command, paginated]) => command ?? paginated ?? '',
  );
  const needed = new Set(called.filter((name) => !FREE.includes(name)).map((name) => ACTIONS[name] ?? name));
  const declared = [...text.matchAll(/action: '[a-z0-9-]+:(\w+)'/g)].map(([, action]) => action ?? '');
  expect(new Set(declared.filter((action) => !ON_OUR_BEHALF.includes(action) || needed.has(action)))).toEqual(needed);
});

test('every declared permission is collected', () => {
  const declared = files.flatMap(
    (name) => readFileSync(`${ROOM}/${name}`, 'utf8').match(/action: '[a-z0-9-]+:\w+'/g) ?? [],
  );
  expect(PERMISSIONS.map(({ action }) => `action: '${action}'`).toSorted()).toEqual(declared.toSorted());
});
