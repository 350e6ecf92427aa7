import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { resolveAbsent, type WholeListing } from '#db/queries/absent-resources.ts';
import { auditPage } from '#db/queries/audit.ts';
import { changeCases } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { findingsById } from '#db/queries/findings.ts';
import { putFacts } from '#db/queries/inventory.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Fact } from '#services/model/inventory.ts';
import { days, hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { created, finding, later, nothingMore, NOW, turn } from '../turns.ts';

const { service } = SSH_BRUTE_FORCE;
const seen = (n: number, resource: Finding['resource'], type: Finding['type'], ms = 1000): Finding =>
  finding(n, {
    type,
    severity: 5,
    resource,
    createdAt: later(0).toISOString(),
    updatedAt: later(ms).toISOString(),
    service: { ...service, eventFirstSeen: later(0).toISOString(), eventLastSeen: later(ms).toISOString() },
  });
const INSTANCE = { id: 'i-gone', resourceType: 'Instance', instanceDetails: {} } as const;
const BUCKET = {
  id: 'invoices',
  resourceType: 'AccessKey',
  s3BucketDetails: [{ name: 'invoices', type: 'Destination' }],
} as const;
const MINER = seen(1, INSTANCE, 'CryptoCurrency:EC2/BitcoinTool.B!DNS');
const OPEN_BUCKET = seen(2, BUCKET, 'Policy:S3/BucketPublicAccessGranted');
const { accountId, region } = MINER;

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
  await commitTurn(database.db, turn({ findings: created(MINER, OPEN_BUCKET) }), nothingMore);
});
afterAll(() => database.close());

const known = (rest: Partial<Fact> = {}) =>
  putFacts(
    database.db,
    [
      {
        accountId,
        region,
        member: 'instanceDetails',
        alias: 'i-gone',
        since: NOW.getTime(),
        details: {},
        taughtBy: 'call',
        ...rest,
      },
    ],
    NOW,
  );
const listed = (ms: number, rest: Partial<WholeListing> = {}) =>
  resolveAbsent(
    database.db,
    { accountId, region, members: ['instanceDetails'], aliases: [], at: later(ms).getTime(), ...rest },
    later(ms),
  );
const statusOf = async ({ id }: Finding) => {
  const [one] = await findingsById(database.db, EVERYTHING, [id]);
  return one?.disposition.status;
};

test('what AWS listed, and lists no more since two days, is gone: its finding is resolved', async () => {
  await known();
  await listed(days(3));
  expect(await statusOf(MINER)).toBe('RESOLVED');
  const [last] = await auditPage(database.db, EVERYTHING, { subject: MINER.id, limit: 1 });
  expect(last?.entry).toMatchObject({
    who: 'vedette',
    what: 'finding.close',
    after: {
      status: 'RESOLVED',
      closedBy: { kind: 'gone', because: 'i-gone no longer exists: AWS no longer lists it.' },
    },
  });
});

test('a bucket is gone by its name, as the findings about it have it', async () => {
  await known({ region: '', member: 's3BucketDetails', alias: 'invoices' });
  await listed(days(3), { region: '', members: ['s3BucketDetails'] });
  expect(await statusOf(OPEN_BUCKET)).toBe('RESOLVED');
  expect(await statusOf(MINER)).not.toBe('RESOLVED');
});

test('what happens later opens it again, and so does being listed again', async () => {
  await known();
  await listed(days(3));
  const again = created(seen(1, INSTANCE, MINER.type, days(3) + hours(1))).map((change) => ({
    ...change,
    previous: MINER.updatedAt,
  }));
  const grown = turn({ findings: again, inventoryVersions: new Map([[accountId, 1]]), now: later(days(3) + hours(2)) });
  expect(await commitTurn(database.db, grown, nothingMore)).toBe(true);
  expect(await statusOf(MINER)).toBe('REOPENED');
  await listed(days(4));
  expect(await statusOf(MINER)).toBe('RESOLVED');
  await listed(days(5), { aliases: ['i-gone'] });
  expect(await statusOf(MINER)).toBe('UPDATED');
});

test.each<readonly [string, Partial<Fact> | undefined, number, Partial<WholeListing>]>([
  ['nobody ever listed', undefined, days(3), {}],
  ['a record alone told of', { taughtBy: 'record' }, days(3), {}],
  ['was there yesterday', {}, days(1), {}],
  ['is listed', {}, days(3), { aliases: ['i-gone'] }],
  ['is of a kind that was not told whole', {}, days(3), { members: ['s3BucketDetails'] }],
  ['is in another Region', {}, days(3), { region: 'ap-south-1' }],
  ['is of another account', {}, days(3), { accountId: '999988887777' }],
  ['goes by an address', { alias: 'eni-gone' }, days(3), {}],
])('what %s is not gone', async (_, fact, ms, listing) => {
  if (fact !== undefined) await known(fact);
  await listed(ms, listing);
  expect(await statusOf(MINER)).not.toBe('RESOLVED');
  expect(await database.db.execute(sql`select from resource_ends`, 'objects')).toEqual([]);
});

test('what somebody closed is left as it is', async () => {
  await known();
  const change = { kind: 'decide', status: 'ARCHIVED', because: null } as const;
  await changeCases(database.db, EVERYTHING, [MINER.id], change, { who: 'alice' }, later(2000));
  await listed(days(3));
  expect(await statusOf(MINER)).toBe('ARCHIVED');
});

test('what its own role deleted, no list resolves either', async () => {
  await known();
  const at = later(hours(1)).getTime();
  const end = { accountId, region, id: 'i-gone', member: '', at, call: 'TerminateInstances', by: 'AROANODE:i-gone' };
  await commitTurn(database.db, turn({ ends: [end], now: later(hours(2)) }), nothingMore);
  await listed(days(3));
  expect(await statusOf(MINER)).not.toBe('RESOLVED');
});
