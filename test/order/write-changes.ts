import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { writeFindings, type FindingChange } from '#db/queries/commit.ts';
import type { Finding } from '#services/model/finding.ts';
import { seeded } from '../replay/objects.ts';
import { finding, NOW } from '../rooms/db/turns.ts';

/**
 * How a writer writes: transactions with a few findings each, new and known ones; some commit late, some are rolled
 * back.
 */
export interface Writing {
  readonly seed: number;
  /** The longest time from a transaction's first write to its commit, in ms. */
  readonly slowMs: number;
  /** Aborted when the writer should end. */
  readonly enough: AbortSignal;
}

const FINDINGS_MAX = 20;
const KNOWN = 200;

/**
 * Writes findings whose `service.count` is the number of their changes, so the sum of all counts is the number of
 * writes.
 */
export async function writeChanges(db: Db, { seed, slowMs, enough }: Writing): Promise<void> {
  const random = seeded(seed);
  const chance = (share: number) => random() < share;
  while (!enough.aborted) {
    try {
      await db.transaction(async (tx) => {
        // Other writers take later places in the order and commit first.
        const parts = chance(0.2) ? 2 : 1;
        for (let part = 0; part < parts; part++) {
          await writeFindings(tx, await someChanges(tx, random), NOW);
          if (slowMs > 0 && chance(0.1)) await sleep(random() * slowMs);
        }
        if (chance(0.05)) throw new Undone();
      });
    } catch (error) {
      // Another writer changed a finding first: the next round has other findings.
      if (!(error instanceof Undone) && !isConflict(error)) throw error;
    }
  }
}

class Undone extends Error {}

/**
 * Whether the error says that the writer was overtaken, met a deadlock, or inserted an existing key; or that the server
 * ended its transaction because the machine stood still for a minute.
 */
function isConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.constructor.name === 'Overtaken' || /deadlock|duplicate key|connection/i.test(String(error.cause ?? error)))
  );
}

async function someChanges(tx: Db, random: () => number): Promise<readonly FindingChange[]> {
  const count = 1 + Math.floor(random() * FINDINGS_MAX);
  // Half of the findings are written once only: a poller that misses one misses it for good.
  const fresh = Array.from({ length: Math.ceil(count / 2) }, () => KNOWN + Math.floor(random() * 2 ** 40));
  const known = new Set(Array.from({ length: Math.floor(count / 2) }, () => Math.floor(random() * KNOWN)));
  const ids = [...known].map((n) => finding(n).id);
  const stored = await tx.execute<{ body: Finding }>(
    sql`select body from findings where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`,
    'objects',
  );
  const before = new Map(stored.map(({ body }) => [body.id, body]));
  return [...known, ...fresh].map((n) => changed(n, before.get(finding(n).id)));
}

function changed(n: number, before: Finding | undefined): FindingChange {
  const count = (before?.service.count ?? 0) + 1;
  const updatedAt = new Date(before === undefined ? NOW : Date.parse(before.updatedAt) + 1).toISOString();
  const next = finding(n);
  return {
    finding: { ...next, createdAt: NOW.toISOString(), updatedAt, service: { ...next.service, count } },
    memory: undefined,
    previous: before?.updatedAt,
  };
}

export async function changesMade(db: Db): Promise<number> {
  const [row] = await db.execute<{ made: string }>(
    sql`select coalesce(sum((body #>> '{service,count}')::int), 0) as made from findings`,
    'objects',
  );
  return Number(row?.made);
}
