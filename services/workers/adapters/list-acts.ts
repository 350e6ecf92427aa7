import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditEntry } from '#services/model/audit.ts';
import type { JsonObject } from '#services/model/subject.ts';
import { iso } from '#services/model/time.ts';
import { writeWhole, type KeptState, type KeptVersion } from './kept-lists.ts';

/** An act on the owner's lists that waits to be written into the audit log. */
export interface ListAct {
  /** The name of its file: acts in the order of their names are in the order of time. */
  readonly id: string;
  readonly entry: AuditEntry;
}

/** Entries are written by `noteListAct` alone. */
const ENTRY = z.custom<AuditEntry>(
  (value) => typeof value === 'object' && value !== null && 'who' in value && 'what' in value,
);

/**
 * Notes an act on the owner's lists. Lists are files of one machine, and a running service may have the database to
 * itself: so acts wait beside the lists until a service writes them into the audit log, before it takes the lists up.
 */
export function noteListAct(dataDir: string, entry: AuditEntry, now: number): void {
  const at = iso(now);
  const id = `${at.replaceAll(':', '-')}-${randomUUID()}`;
  const text = JSON.stringify({ ...entry, about: { ...entry.about, at } });
  writeWhole(join(folderOf(dataDir), `${id}.json`), Buffer.from(text));
}

/** What the audit log says of a list; undefined where there is none. */
export function toldList({
  current,
  category,
  expiresAt,
  scope,
}: Omit<KeptState, 'current'> & {
  readonly current?: Pick<KeptVersion, 'entries' | 'sha256'> | undefined;
}): JsonObject | undefined {
  if (current === undefined) return undefined;
  return {
    ...(category && { category }),
    ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }),
    ...(scope && { scope }),
    entries: current.entries,
    sha256: current.sha256,
  };
}

/** The acts that wait, the oldest first. */
export function waitingListActs(dataDir: string): readonly ListAct[] {
  const folder = folderOf(dataDir);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files.toSorted().map((name) => ({
    id: name.slice(0, -'.json'.length),
    entry: ENTRY.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  }));
}

/** Forgets an act that is in the audit log. */
export function forgetListAct(dataDir: string, { id }: Pick<ListAct, 'id'>): void {
  rmSync(join(folderOf(dataDir), `${id}.json`), { force: true });
}

function folderOf(dataDir: string): string {
  return join(dataDir, 'intel', 'acts');
}
