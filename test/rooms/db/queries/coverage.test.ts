import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import {
  allCoverage,
  dropInventoryCoverage,
  dropStaleCoverage,
  pastGapsOf,
  putCoverage,
  putIntegrityCoverage,
  putInventoryCoverage,
} from '#db/queries/coverage.ts';
import { putListing } from '#db/queries/listings.ts';
import type { CoverageFact } from '#services/model/coverage.ts';
import { days } from '#services/model/time.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { later, NOW } from '../turns.ts';
import { memberAccount } from '../../../member-account.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const ACCOUNT = '111122223333';

const fact = (accountId: string, rest: Partial<CoverageFact> = {}): CoverageFact => ({
  about: 'detection',
  accountId,
  region: 'us-east-1',
  source: 'cloudtrail',
  state: 'covered',
  reason: 'reading',
  detail: 'Read from logs.',
  ...rest,
});

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
  });
  afterAll(() => database.close());

  test('a gap that began earlier begins then, and when it ends it is kept with its beginning and its end', async () => {
    const past = () => pastGapsOf(database.db, EVERYTHING, { from: new Date(0), to: later(10_000), limit: 9 });
    const since = NOW.getTime() - days(1);
    const gap = fact(ACCOUNT, { state: 'gap', reason: 'no-log-source', detail: 'Stopped.', since });
    await putCoverage(database.db, [gap], NOW);
    expect((await allCoverage(database.db, EVERYTHING))[0]?.since).toEqual(new Date(since));
    await putCoverage(database.db, [{ ...gap, detail: 'Still.' }], later(1));
    expect(await past()).toEqual([]);
    await putCoverage(database.db, [{ ...gap, reason: 'bucket-denied', since: undefined }], later(2));
    await putCoverage(database.db, [fact(ACCOUNT)], later(3));
    await putCoverage(database.db, [fact(ACCOUNT, { detail: 'Read.' })], later(4));
    expect((await past()).map(({ reason, since: from, endedAt }) => [reason, from, endedAt])).toEqual([
      ['bucket-denied', later(2), later(3)],
      ['no-log-source', new Date(since), later(2)],
    ]);
    await putCoverage(database.db, [gap], later(5));
    await putAccounts(database.db, [memberAccount(ACCOUNT)], later(6));
    await dropStaleCoverage(database.db, later(6));
    expect((await past())[0]).toMatchObject({ reason: 'no-log-source', detail: 'Stopped.', endedAt: later(5) });
  });

  test('a coverage fact keeps its beginning until state or reason change', async () => {
    const gap = fact(ACCOUNT, {
      region: undefined,
      source: undefined,
      state: 'gap',
      reason: 'error',
      detail: 'First.',
    });
    await putCoverage(database.db, [gap], NOW);
    await putCoverage(database.db, [{ ...gap, detail: 'Second.' }], later(1000));
    expect(await allCoverage(database.db, EVERYTHING)).toMatchObject([
      { detail: 'Second.', since: NOW, checkedAt: later(1000) },
    ]);
    await putCoverage(database.db, [gap, { ...gap, state: 'covered', reason: 'reading' }], later(2000));
    expect(await allCoverage(database.db, EVERYTHING)).toMatchObject([{ state: 'covered', since: later(2000) }]);
  });

  test('what a pass found not to be delivered stands, whatever a turn has read there', async () => {
    const { db } = database;
    const undelivered = fact(ACCOUNT, { state: 'gap', reason: 'no-log-source', detail: 'One cluster has none.' });
    await putCoverage(db, [undelivered, fact('444455556666', { state: 'gap', reason: 'error' })], NOW);
    await putCoverage(db, [fact(ACCOUNT), fact('444455556666')], later(1000), 'turn');
    const states = async () => (await allCoverage(db, EVERYTHING)).map(({ accountId, reason }) => [accountId, reason]);
    expect(await states()).toEqual([
      [ACCOUNT, 'no-log-source'],
      ['444455556666', 'reading'],
    ]);
    await putCoverage(db, [fact(ACCOUNT)], later(2000));
    expect(await states()).toEqual([
      [ACCOUNT, 'reading'],
      ['444455556666', 'reading'],
    ]);
  });

  test('what is still read of an account that left says nothing of the organization', async () => {
    const { db } = database;
    await putAccounts(db, [memberAccount(ACCOUNT), memberAccount('444455556666')], NOW);
    await putAccounts(db, [memberAccount(ACCOUNT)], later(1000));
    await putCoverage(db, [fact(ACCOUNT), fact('444455556666'), fact('123456789012')], later(2000), 'turn');
    // The account 123456789012 was never in the organization. Facts about it are stored, as when files are read without
    // an organization.
    expect((await allCoverage(db, EVERYTHING)).map(({ accountId }) => accountId)).toEqual([ACCOUNT, '123456789012']);
  });

  test('gaps come first, then accounts in order', async () => {
    const { db } = database;
    await putCoverage(db, [], NOW);
    expect(await allCoverage(db, EVERYTHING)).toEqual([]);
    await putCoverage(
      db,
      [fact('444455556666'), fact(ACCOUNT), fact('777788889999', { state: 'gap', reason: 'no-log-source' })],
      NOW,
    );
    expect((await allCoverage(db, EVERYTHING)).map(({ accountId }) => accountId)).toEqual([
      '777788889999',
      ACCOUNT,
      '444455556666',
    ]);
  });

  test('facts that were not stated again are dropped, of accounts of the organization only', async () => {
    const { db } = database;
    await putAccounts(db, [memberAccount(ACCOUNT)], NOW);
    await putCoverage(db, [fact(ACCOUNT, { region: 'eu-west-1' }), fact('999988887777')], NOW);
    await putCoverage(db, [fact(ACCOUNT)], later(1000));
    await dropStaleCoverage(db, later(1000));
    expect((await allCoverage(db, EVERYTHING)).map(({ accountId, region }) => [accountId, region])).toEqual([
      [ACCOUNT, 'us-east-1'],
      ['999988887777', 'us-east-1'],
    ]);
  });

  test('what digests proved of logs that nobody delivers any more is deleted, and nothing else', async () => {
    const { db } = database;
    const proved = fact(ACCOUNT, { about: 'integrity' });
    await putCoverage(db, [fact(ACCOUNT)], NOW);
    await putIntegrityCoverage(db, [proved, { ...proved, region: 'eu-west-1' }], NOW);
    await putIntegrityCoverage(db, [proved], later(1));
    expect((await allCoverage(db, EVERYTHING)).map(({ about, region }) => [about, region])).toEqual([
      ['detection', 'us-east-1'],
      ['integrity', 'us-east-1'],
    ]);
  });

  test('what comes too late to be relied on is a gap of its place, for a while', async () => {
    const place = { bucket: 'logs', prefix: 'a/', accountId: ACCOUNT, region: 'us-east-1', source: 'cloudtrail' };
    const listing = { place, marker: '{}' };
    const late = { detail: 'Late.', until: later(days(7)) };
    await putListing(database.db, { ...listing, listedAt: NOW, late });
    await putListing(database.db, { ...listing, listedAt: later(1000), late: undefined });
    await putCoverage(database.db, [fact(ACCOUNT), fact(ACCOUNT, { region: 'eu-west-1' })], later(2000));
    const said = async () =>
      (await allCoverage(database.db, EVERYTHING)).map(({ region, reason, detail }) => [region, reason, detail]);
    expect(await said()).toEqual([
      ['us-east-1', 'late-delivery', 'Late.'],
      ['eu-west-1', 'reading', 'Read from logs.'],
    ]);
    await putCoverage(database.db, [fact(ACCOUNT)], later(days(7)));
    expect((await said()).map(([, reason]) => reason)).toEqual(['reading', 'reading']);
  });

  test('what is said of inventories is beside what is said of detection, and goes when it is not said again', async () => {
    const { db } = database;
    await putAccounts(db, [memberAccount(ACCOUNT)], NOW);
    const gap = { about: 'inventory', source: undefined, state: 'gap', reason: 'role-missing-or-denied' } as const;
    await putCoverage(db, [fact(ACCOUNT, { source: undefined })], NOW);
    await putInventoryCoverage(db, [fact(ACCOUNT, gap), fact(ACCOUNT, { ...gap, region: 'eu-west-1' })], NOW);
    await putInventoryCoverage(db, [fact('444455556666', gap)], NOW);
    const all = async () =>
      (await allCoverage(db, EVERYTHING)).map(({ about, accountId, region, state }) => [
        about,
        accountId,
        region,
        state,
      ]);
    expect(await all()).toHaveLength(4);

    await dropStaleCoverage(db, later(1000));
    expect((await all()).map(([about]) => about)).toEqual(['inventory', 'inventory', 'inventory']);
    await putInventoryCoverage(db, [fact(ACCOUNT, gap)], later(1000));
    expect(await all()).toEqual([
      ['inventory', ACCOUNT, 'us-east-1', 'gap'],
      ['inventory', '444455556666', 'us-east-1', 'gap'],
    ]);
    await dropInventoryCoverage(db, ['444455556666']);
    expect(await all()).toEqual([['inventory', '444455556666', 'us-east-1', 'gap']]);
  });
});
