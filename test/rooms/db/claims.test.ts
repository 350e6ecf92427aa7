import { expect, test } from 'vitest';
import { openClaims } from '#db/claims.ts';
import { createBoss } from '#db/queue.ts';
import { openEmbedded } from '../../databases.ts';

test('what a process had taken that had the embedded database before is told once', async () => {
  const database = await openEmbedded();
  const boss = createBoss(database);
  await boss.start();
  await boss.createQueue('collect');
  await boss.insert('collect', [{ data: { key: 'partition' } }]);
  const [taken] = await boss.fetch('collect');
  const claims = openClaims(database, () => {});
  expect(await claims.abandoned(0)).toEqual([{ name: 'collect', id: taken?.id, retryCount: 0 }]);
  expect(await claims.abandoned(0)).toEqual([]);
  await boss.stop({ graceful: false });
  await database.close();
});
