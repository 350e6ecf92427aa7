import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { auditPage, verifyAudit } from '#db/queries/audit.ts';
import { changeCases } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { findingsById } from '#db/queries/findings.ts';
import { dropExpired } from '#db/queries/sweep.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import type { Finding } from '#services/model/finding.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { days, hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { created, finding, later, nothingMore, turn } from '../turns.ts';

const { resource, service } = SSH_BRUTE_FORCE;
const seen = (n: number, ms: number): Finding =>
  finding(n, {
    type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
    severity: 5,
    resource: { ...resource, id: 'i-gone' },
    updatedAt: later(ms).toISOString(),
    createdAt: later(0).toISOString(),
    service: { ...service, eventFirstSeen: later(0).toISOString(), eventLastSeen: later(ms).toISOString() },
  });
const MINER = seen(1, 1000);
const END: ResourceEnd = {
  accountId: MINER.accountId,
  region: MINER.region,
  id: 'i-gone',
  member: '',
  at: later(hours(1)).getTime(),
  call: 'TerminateInstances',
  by: '',
};

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await database.db.execute(sql`delete from findings`);
  await database.db.execute(sql`delete from resource_ends`);
});
afterAll(() => database.close());

const found = (one: Finding, previous?: string, ends: readonly ResourceEnd[] = []) => {
  const findings = created(one).map((change) => ({ ...change, previous }));
  const deliveries = [{ sink: 'test', terms: EVERY_VERSION, findingId: one.id, partition: 'p' }];
  return commitTurn(database.db, turn({ findings, ends, deliveries, now: new Date(one.updatedAt) }), nothingMore);
};
const ended = (ends: readonly ResourceEnd[], ms: number) =>
  commitTurn(database.db, turn({ ends, now: later(ms) }), nothingMore);
const now = async () => {
  const [one] = await findingsById(database.db, EVERYTHING, [MINER.id]);
  if (one === undefined) throw new Error('It is there.');
  return one;
};
const RESOLVED = { status: 'RESOLVED', archived: true, closedBy: { kind: 'gone', who: 'vedette' } };

test('a finding is resolved when its resource is gone, and the audit log and sinks hear of it', async () => {
  await found(MINER);
  await database.db.execute(sql`update deliveries set state = 'delivered', delivered_at = now()`);
  expect((await now()).disposition).toMatchObject({ status: 'UPDATED' });
  await ended([END], hours(2));
  const after = await now();
  expect(after.disposition).toMatchObject(RESOLVED);
  expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(MINER.updatedAt));
  const [last] = await auditPage(database.db, EVERYTHING, { subject: MINER.id, limit: 1 });
  expect(last?.entry).toMatchObject({ who: 'vedette', what: 'finding.close', after: { status: 'RESOLVED' } });
  expect(await verifyAudit(database.db)).toHaveProperty('hash');
  const [delivery] = await database.db.execute(sql`select state, version from deliveries`, 'objects');
  expect(delivery).toMatchObject({ state: 'pending' });
  // Reporting the end again changes nothing.
  await ended([END], hours(3));
  expect((await now()).updatedAt).toBe(after.updatedAt);
});

test('whichever is known first, and in one turn, it comes to the same', async () => {
  await ended([END], hours(1));
  await found(MINER);
  expect((await now()).disposition).toMatchObject(RESOLVED);
  await database.db.execute(sql`delete from findings`);
  await database.db.execute(sql`delete from resource_ends`);
  await found(MINER, undefined, [END]);
  expect((await now()).disposition).toMatchObject(RESOLVED);
});

test('what goes on is opened again', async () => {
  await found(MINER);
  await ended([END], hours(2));
  const { updatedAt } = MINER;
  await found(seen(1, hours(5)), updatedAt);
  expect((await now()).disposition).toMatchObject({ status: 'REOPENED', archived: false });
  const [last] = await auditPage(database.db, EVERYTHING, { subject: MINER.id, limit: 1 });
  expect(last?.entry).toMatchObject({ who: 'vedette', what: 'finding.reopen' });
  // If it ends once more, it is resolved once more. Of two ends the later counts, in whichever order they arrive.
  await ended([{ ...END, at: later(hours(6)).getTime() }], hours(7));
  await ended([END], hours(8));
  expect((await now()).disposition).toMatchObject(RESOLVED);
});

test('a person who takes it back is not overruled', async () => {
  await found(MINER);
  await ended([END], hours(2));
  await database.db.transaction((tx) =>
    changeCases(
      tx,
      EVERYTHING,
      [MINER.id],
      { kind: 'decide', status: 'OPEN', because: 'to be looked at' },
      { who: 'user:alice' },
      later(hours(3)),
    ),
  );
  expect((await now()).disposition).toMatchObject({ archived: false });
  await ended([END], hours(4));
  expect((await now()).disposition).toMatchObject({ archived: false });
});

test('an end is remembered for as long as a finding may be about it, and no longer', async () => {
  await found(MINER);
  await ended([END, { ...END, id: 'i-another' }], hours(2));
  const bounds = { lateMs: days(7), retentionMs: days(30), retentionMsOf: { Medium: days(3650) } };
  await dropExpired(database.db, later(days(40)), bounds);
  const kept = await database.db.execute(sql`select id from resource_ends`, 'objects');
  expect(kept).toEqual([{ id: 'i-gone' }]);
});
