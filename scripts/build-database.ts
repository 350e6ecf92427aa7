// Builds the dump that new embedded databases start from, below `build/`. Creating a database with PGlite and running
// the migrations takes two seconds, the tables of the queue one more; unpacking the dump takes half a second.
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openDatabase } from '#db/client.ts';
import { emptySnapshotPath } from '#db/empty-snapshot.ts';
import { makeQueueTables } from '#db/queue.ts';

const database = await openDatabase('pglite:memory', { snapshot: 'none' });
const { driver, close } = database;
if (driver.kind !== 'embedded') throw new Error('The database in memory is an embedded one.');
await makeQueueTables(database);
// So that opening it has no changes to make again from PostgreSQL's log.
await driver.pglite.exec('checkpoint');
const dump = await driver.pglite.dumpDataDir('none');
await close();

const path = await emptySnapshotPath();
const [folder, name] = [dirname(path), basename(path)];
// Written under a name of its own first, so that no half-written dump is ever used: two set-ups may run at once.
const draft = `${path}.${process.pid}.draft`;
try {
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
  renameSync(draft, path);
} finally {
  rmSync(draft, { force: true });
}
for (const older of readdirSync(folder).filter((file) => file.startsWith('database-') && file.endsWith('.tar')))
  if (older !== name) rmSync(join(folder, older));
