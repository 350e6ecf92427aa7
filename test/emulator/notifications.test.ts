import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { waitingMessages } from '#services/aws/sqs.ts';
import { createLog } from '#services/log.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { SOURCES } from '#services/sources/index.ts';
import { openQueue } from '#services/workers/adapters/queue.ts';
import { followNotifications } from '#services/workers/follow-notifications.ts';
import { receive } from '#services/workers/receive.ts';
import { reconcile } from '#services/workers/reconcile.ts';
import { openEmpty } from '../databases.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import {
  createBucket,
  createOrganization,
  createOrganizationTrail,
  deployMemberRole,
  hands,
  HOME_REGION,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../world/organization.ts';

const moto = inject('motoUrl');
/** For what arrives without being asked for. */
const WITHIN = { timeout: 20_000 };
const now = (): Date => new Date();

/** A trail's bucket notifies a queue of new objects. Only the queue is followed: no bucket is listed meanwhile. */
describe.skipIf(moto === undefined)('notifications of a queue', () => {
  const emulator = new AwsEmulator(moto);
  const log = createLog('silent');
  let organization: TestOrganization;
  let owner: string;
  let bucket: string;
  let queueUrl: string;
  let aws: Aws;
  let database: Database;
  let enter: (objects: readonly LogObject[]) => Promise<void>;
  let following: AsyncDisposable | undefined;
  /** How many attempts to enter objects fail before one succeeds. */
  let failures = 0;

  const keyOf = (n: number) =>
    `AWSLogs/${organization.id}/${owner}/CloudTrail/us-east-1/2026/03/02/${owner}_CloudTrail_us-east-1_20260302T10${String(n).padStart(2, '0')}Z_AAAAAAAAAAAAAAAA.json.gz`;
  const sqs = (parameters: Readonly<Record<string, string>>) => emulator.query(owner, 'sqs', HOME_REGION, parameters);
  const send = (body: string | object) =>
    sqs({
      Action: 'SendMessage',
      QueueUrl: queueUrl,
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const ledger = () =>
    database.db.execute<{ key: string; source: string; account: string; size: number }>(
      sql`select key, source, account_id as account, size_bytes::int as size from log_objects order by key`,
      'objects',
    );
  const waiting = async () => waitingMessages(await aws.client(ADMINISTRATOR), queueUrl);
  const event = (key: string, name = bucket) => ({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name }, object: { key: encodeURIComponent(key), size: 5, eTag: 'e' } },
      },
    ],
  });

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 3);
    owner = organization.administratorAccountId;
    for (const id of [organization.managementAccountId, ...organization.members])
      await deployMemberRole(emulator, organization, id);
    bucket = `notified-${organization.suffix}`;
    await createBucket(emulator, owner, bucket);
    await createOrganizationTrail(emulator, organization, bucket);
    const made = await sqs({
      Action: 'CreateQueue',
      QueueName: `logs-${organization.suffix}`,
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '1',
    });
    queueUrl = /<QueueUrl>([^<]+)</.exec(made)?.[1] ?? '';
    const s3 = new S3Client({ ...hands(emulator, owner, HOME_REGION), forcePathStyle: true });
    const QueueArn = `arn:aws:sqs:${HOME_REGION}:${owner}:logs-${organization.suffix}`;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] },
      }),
    );
    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    const queue = await openQueue(database, log);
    enter = async (objects) => {
      if (failures-- > 0) throw new Error('The database is away.');
      await receive({ database, log, now }, queue, SOURCES, objects);
    };
    await reconcile({ database, now }, aws, enter, { regions: [HOME_REGION] });
  });
  beforeEach(async () => {
    failures = 0;
    emulator.faults.length = 0;
    await database.db.execute(sql`truncate log_objects`);
    following ??= followNotifications({ database, log }, aws, (objects) => enter(objects), [queueUrl]);
  });
  afterAll(async () => {
    await following?.[Symbol.asyncDispose]();
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('an object is in the ledger as soon as S3 tells of it, as a listing would enter it', async () => {
    await putObject(emulator, owner, bucket, keyOf(1), Buffer.from('12345'));
    await expect.poll(ledger, WITHIN).not.toEqual([]);
    expect(await ledger()).toEqual([{ key: keyOf(1), source: 'cloudtrail', account: owner, size: 5 }]);
    await expect.poll(waiting, WITHIN).toBe(0);
  });

  test('through a topic and from EventBridge, too', async () => {
    await send({ Type: 'Notification', Message: JSON.stringify(event(keyOf(2))) });
    const object = { key: keyOf(3), size: 5, etag: 'e' };
    await send({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: bucket }, object } });
    await expect.poll(ledger, WITHIN).toHaveLength(2);
  });

  test('a message that could not be taken off is heard again, and its object counts once', async () => {
    emulator.faults.push({
      service: 'sqs',
      action: 'DeleteMessageBatch',
      status: 503,
      code: 'ServiceUnavailable',
      times: 9,
    });
    await send(event(keyOf(4)));
    await expect.poll(ledger, WITHIN).toHaveLength(1);
    emulator.faults.length = 0;
    await expect.poll(waiting, WITHIN).toBe(0);
    expect(await ledger()).toHaveLength(1);
  });

  test('what could not be written down stays in the queue', async () => {
    failures = 1;
    await send(event(keyOf(5)));
    await expect.poll(async () => failures, WITHIN).toBeLessThan(1);
    await expect.poll(ledger, WITHIN).toHaveLength(1);
    await expect.poll(waiting, WITHIN).toBe(0);
  });

  test('what is nobody’s log is taken off; what is no notification stays', async () => {
    await send(event('AWSLogs/x.json.gz', 'somebody-elses'));
    await send(event('elsewhere/x.json.gz'));
    await send('hello');
    await send(event(keyOf(6)));
    await expect.poll(ledger, WITHIN).toHaveLength(1);
    // A message is hidden for a second each time it is received, so nobody may receive it meanwhile.
    await following?.[Symbol.asyncDispose]();
    following = undefined;
    await expect.poll(waiting, WITHIN).toBe(1);
    expect((await ledger()).map(({ key }) => key)).toEqual([keyOf(6)]);
  });

  test('whoever listens stops at once', async () => {
    expect(following).toBeDefined();
    const startedAt = performance.now();
    await following?.[Symbol.asyncDispose]();
    following = undefined;
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
