import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { onBothDatabases } from '../../databases.ts';

onBothDatabases((newUrl, kind) => {
  test('an empty database is brought up to date, and an up-to-date one is left as it is', async () => {
    const url = await newUrl();
    const first = await openDatabase(url);
    await first.db.execute(sql`insert into listings values ('b', 'p', 'm', now())`);
    if (kind === 'embedded') return first.close();
    await first.close();
    const again = await openDatabase(url);
    expect(await again.db.execute(sql`select marker from listings`, 'objects')).toEqual([{ marker: 'm' }]);
    await again.close();
  });

  test.runIf(kind === 'server')('three that start together on an empty database all get to work', async () => {
    const url = await newUrl();
    const opened = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    for (const { db } of opened)
      expect(await db.execute(sql`select count(*)::int as n from findings`, 'objects')).toEqual([{ n: 0 }]);
    for (const database of opened) await database.close();
  });
});
