import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { writeFindings, type FindingChange } from '#db/queries/commit.ts';
import type { Finding } from '#services/model/finding.ts';
import { seeded } from '../replay/objects.ts';
import { finding, NOW } from '../rooms/db/turns.ts';

/** How a writer writes: transactions of some findings, new and known ones, some committed late and some undone. */
export interface Writing {
  readonly seed: number;
  /** The latest that a commit comes after its first write, in ms. */
  readonly slowMs: number;
  /** Given when it is enough. */
  readonly enough: AbortSignal;
}

const FINDINGS_MAX = 20;
const KNOWN = 200;

/** Writes findings whose `service.count` is how often each has changed, so that their sum is how much was written. */
export async function writeChanges(db: Db, { seed, slowMs, enough }: Writing): Promise<void> {
  const random = seeded(seed);
  const chance = (share: number) => random() < share;
  while (!enough.aborted) {
    try {
      await db.transaction(async (tx) => {
        // Others take later places and are done first.
        const parts = chance(0.2) ? 2 : 1;
        for (let part = 0; part < parts; part++) {
          await writeFindings(tx, await someChanges(tx, random), NOW);
          if (slowMs > 0 && chance(0.1)) await sleep(random() * slowMs);
        }
        if (chance(0.05)) throw new Undone();
      });
    } catch (error) {
      // Somebody else was quicker with a finding: the next round has others.
      if (!(error instanceof Undone) && !isConflict(error)) throw error;
    }
  }
}

class Undone extends Error {}

/** Overtaken, a deadlock, a key that is there. */
function isConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.constructor.name === 'Overtaken' || /deadlock|duplicate key/.test(String(error.cause ?? error)))
  );
}

async function someChanges(tx: Db, random: () => number): Promise<readonly FindingChange[]> {
  const count = 1 + Math.floor(random() * FINDINGS_MAX);
  // Half of them are written once and never again: whoever misses one misses it for good.
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
