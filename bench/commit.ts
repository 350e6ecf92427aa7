import { sql } from 'drizzle-orm';
import { openDatabase, type Db } from '#db/client.ts';
import { commitTurn, type Turn } from '#db/queries/commit.ts';
import { deliveries } from '#db/schema/deliveries.ts';
import { findings } from '#db/schema/findings.ts';
import { observations } from '#db/schema/observations.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { observationKey } from '#services/model/observation.ts';
import { created, finding, later, nothingMore, NOW, observed, turn } from '../test/rooms/db/turns.ts';
import type { BenchRow } from './row.ts';

/** Findings in one commit: far more than in an ordinary turn. */
const FINDINGS = 1000;
const ROUNDS = 5;
/** A statement has at most 65,535 parameters; the ORM uses one for each value. */
const BATCH = 500;

/**
 * Commits a thousand new findings with an observation and a delivery each, then a thousand changed ones. The reference
 * writes the same rows in batches of the ORM, without checking for changes in between.
 */
export async function run(): Promise<readonly BenchRow[]> {
  const { db, close } = await openDatabase('pglite:memory');
  const first = turnOf(0);
  const second = turnOf(1);
  const times = { ours: new Array<number>(), reference: new Array<number>() };
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, write] of [
      ['ours', commit],
      ['reference', insert],
    ] as const) {
      await db.execute(sql`truncate findings cascade`);
      const startedAt = performance.now();
      await write(db, first);
      await write(db, second);
      // The first round warms both up.
      if (round > 0) times[name].push(performance.now() - startedAt);
    }
  await close();
  const ours = median(times.ours);
  const reference = median(times.reference);
  const ratio = ours / reference;
  return [
    {
      name: `commit ${FINDINGS} new and ${FINDINGS} changed findings, ms`,
      ours,
      reference,
      ratio,
      gate: `<= ${RATIO_MAX}`,
      ok: ratio <= RATIO_MAX,
    },
  ];
}

/** The commit also checks that nothing it replaces has changed; together it must cost no more than the ORM. */
const RATIO_MAX = 1;

/** The same findings each time, changed at `version`. */
function turnOf(version: number): Turn {
  const found = Array.from({ length: FINDINGS }, (_, n) =>
    finding(n, { updatedAt: later(version * 1000).toISOString(), severity: 2 + version }),
  );
  const previous = version === 0 ? undefined : later(0).toISOString();
  return turn({
    id: `turn-${version}`,
    findings: created(...found).map((change) => ({ ...change, previous })),
    observations: found.map(({ id }) => observed(id, { count: version + 1 })),
    deliveries: found.map(({ id, updatedAt }) => ({
      sink: 'bench',
      terms: EVERY_VERSION,
      findingId: id,
      partition: 'p',
      version: updatedAt,
    })),
  });
}

async function commit(db: Db, turnToWrite: Turn): Promise<void> {
  if (!(await commitTurn(db, turnToWrite, nothingMore))) throw new Error('Nobody else is at work here.');
}

async function insert(
  db: Db,
  { findings: changes, observations: seen, deliveries: orders, partition }: Turn,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const batch of batches(changes))
      await tx
        .insert(findings)
        .values(
          batch.map(({ finding: body, memory }) => ({
            id: body.id,
            memory: memory && Buffer.from(memory),
            body,
          })),
        )
        .onConflictDoUpdate({
          target: findings.id,
          set: { body: sql`excluded.body` },
        });
    for (const batch of batches(seen))
      await tx
        .insert(observations)
        .values(
          batch.map(({ findingId, observation: body, contribution }) => ({
            findingId,
            partition,
            key: observationKey(body),
            type: body.type,
            windowStart: new Date(body.windowStart),
            count: body.count,
            lastSeen: new Date(body.lastSeen),
            tallies: contribution.tallies,
          })),
        )
        .onConflictDoUpdate({
          target: [observations.findingId, observations.partition, observations.key],
          set: { count: sql`excluded.count`, tallies: sql`excluded.tallies` },
        });
    for (const batch of batches(orders))
      await tx
        .insert(deliveries)
        .values(
          batch.map((order) => ({
            ...order,
            version: NOW,
            state: 'pending' as const,
            nextAttemptAt: NOW,
          })),
        )
        .onConflictDoUpdate({
          target: [deliveries.sink, deliveries.findingId],
          set: { version: sql`excluded.version` },
        });
  });
}

function batches<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, n) => rows.slice(n * BATCH, (n + 1) * BATCH));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
