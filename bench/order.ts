import { sql } from 'drizzle-orm';
import { openDatabase, type Db } from '#db/client.ts';
import { writeFindings, type FindingChange } from '#db/queries/commit.ts';
import { startPostgres } from '../test/postgres.ts';
import { finding, later } from '../test/rooms/db/turns.ts';
import { gated, type BenchRow } from './row.ts';

/** Findings in one commit: of an ordinary turn, and of an unusually large one. */
const SIZES = [1, 200];
const ROUNDS = 6;
const COMMITS = 40;
/** Limit for the cost of a commit with the order, relative to one without. */
const RATIO_MAX = 2;

/**
 * The cost of the order of changes in a commit of findings. Each commit updates existing findings; the reference does
 * so without the trigger and the index of the order.
 */
export async function run(): Promise<readonly BenchRow[]> {
  const server = await startPostgres();
  const rows: BenchRow[] = [];
  for (const [name, url] of [
    ['PostgreSQL', server?.url],
    ['embedded', 'pglite:memory'],
  ] as const)
    if (url !== undefined) rows.push(...(await measured(name, url)));
  await server?.stop();
  return rows;
}

async function measured(name: string, url: string): Promise<readonly BenchRow[]> {
  const { db, close } = await openDatabase(url);
  const rows: BenchRow[] = [];
  for (const size of SIZES) {
    await db.execute(sql`truncate findings cascade`);
    let version = 0;
    const write = async () => {
      await db.transaction((tx) => writeFindings(tx, changes(size, version), new Date()));
      version++;
    };
    await write();
    const times = { ours: new Array<number>(), reference: new Array<number>() };
    const commits = Math.max(2, Math.round(COMMITS / size));
    for (let round = 0; round <= ROUNDS; round++)
      for (const kind of ['ours', 'reference'] as const) {
        await setOrder(db, kind === 'ours');
        await write();
        const startedAt = performance.now();
        for (let n = 0; n < commits; n++) await write();
        // The first round warms both up.
        if (round > 0) times[kind].push(((performance.now() - startedAt) / commits) * 1000);
      }
    // The minimum of each: other load on the machine only adds time.
    const [ours, reference] = [Math.min(...times.ours), Math.min(...times.reference)];
    rows.push(gated(`${name}: commit of ${size} changed findings with the order, µs`, ours, reference, RATIO_MAX));
  }
  await close();
  return rows;
}

async function setOrder(db: Db, on: boolean): Promise<void> {
  await db.execute(sql.raw(`alter table findings ${on ? 'enable' : 'disable'} trigger findings_take_place`));
  await db.execute(
    sql.raw(
      on ? `create index if not exists findings_by_place on findings (place, id)` : `drop index findings_by_place`,
    ),
  );
}

function changes(size: number, version: number): readonly FindingChange[] {
  return Array.from({ length: size }, (_, n) => ({
    finding: finding(n, { updatedAt: later(version).toISOString() }),
    memory: undefined,
    previous: version === 0 ? undefined : later(version - 1).toISOString(),
  }));
}
