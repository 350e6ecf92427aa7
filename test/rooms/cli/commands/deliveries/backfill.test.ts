import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { readConfig } from '#services/config.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { created, finding, nothingMore, turn } from '../../../db/turns.ts';
import { useFolder, useServer, vedette } from '../../run.ts';

const folder = useFolder();
useServer();

test('a sink that is new is ordered every finding that is kept, and not again what it has', async () => {
  const { databaseUrl: url } = readConfig(process.env);
  // More findings than a page holds, all changed at one time.
  const findings = Array.from({ length: 501 }, (_, n) => finding(n, { updatedAt: finding(0).updatedAt }));
  const before = await openDatabase(url);
  await commitTurn(before.db, turn({ findings: created(...findings) }), nothingMore);
  await before.close();

  expect((await vedette('deliveries', 'backfill', 'security-hub')).stderr).toContain('Queued 501 findings');
  const between = await openDatabase(url);
  expect(await deliveryCounts(between.db, EVERYTHING)).toEqual([
    { sink: 'security-hub', state: 'pending', deliveries: 501 },
  ]);
  const [told] = await auditPage(between.db, EVERYTHING, { limit: 1 });
  expect(told?.entry).toMatchObject({ who: 'local', what: 'deliveries.backfilled', about: { sink: 'security-hub' } });
  await between.db.execute(`update deliveries set state = 'delivered'`);
  await between.close();

  await vedette('deliveries', 'backfill', 'security-hub');
  const after = await openDatabase(url);
  expect(await deliveryCounts(after.db, EVERYTHING)).toEqual([
    { sink: 'security-hub', state: 'delivered', deliveries: 501 },
  ]);
  await after.close();
});

test('a sink that is switched off is ordered nothing', async () => {
  const file = join(folder.path, 'vedette.yaml');
  writeFileSync(file, 'sinks: { security-hub: { enabled: false } }');
  expect(await vedette('deliveries', 'backfill', 'security-hub', `--config=${file}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`The sink security-hub is switched off in ${file}: switch it on first.`),
  });
});

test('a sink that there is not is named, with those that there are', async () => {
  const { code, stderr } = await vedette('deliveries', 'backfill', 'pager');
  expect(code).toBe(2);
  expect(stderr).toContain('There is no sink "pager".');
  expect(stderr).toContain('security-hub');
});
