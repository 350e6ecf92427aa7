import process from 'node:process';
import { openDatabase } from '#db/client.ts';
import { writeChanges } from './write-changes.ts';

/** A process that writes until its parent disconnects or dies: `node writer.ts DATABASE_URL SEED SLOW_MS`. */
const enough = new AbortController();
process.once('disconnect', () => enough.abort());
const [url = '', seed, slowMs] = process.argv.slice(2);
const database = await openDatabase(url, { connectionsMax: 2 });
await writeChanges(database.db, { seed: Number(seed), slowMs: Number(slowMs), enough: enough.signal });
await database.close();
