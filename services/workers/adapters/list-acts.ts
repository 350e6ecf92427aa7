import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditEntry } from '#services/model/audit.ts';
import type { JsonObject } from '#services/model/subject.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { iso } from '#services/model/time.ts';
import { writeWhole, type KeptState, type KeptVersion } from './kept-lists.ts';

/** An act on the owner's lists that waits to be written into the audit log. */
export interface ListAct {
  /** The name of its file: acts in the order of their names are in the order of time. */
  readonly id: string;
  readonly entry: AuditEntry;
}

/** A note that no act can be read from. */
export interface UnreadableNote {
  readonly id: string;
  readonly why: string;
}

const ENTRY = z.object({
  who: z.string(),
  from: z.string().exactOptional(),
  what: z.string(),
  subject: z.string().exactOptional(),
  before: z.json().exactOptional(),
  after: z.json().exactOptional(),
  about: z.record(z.string(), z.json()).exactOptional(),
});

/**
 * Notes an act on the owner's lists. Lists are files of one machine, and this process may be unable to open the database
 * while a service has it open. So acts wait beside the lists until a service writes them into the audit log, before it
 * uses the lists.
 */
export function noteListAct(dataDir: string, entry: AuditEntry, now: number): void {
  const at = iso(now);
  const id = `${at.replaceAll(':', '-')}-${randomUUID()}`;
  const text = JSON.stringify({ ...entry, about: { ...entry.about, at } });
  writeWhole(join(folderOf(dataDir), `${id}${NOTE}`), Buffer.from(text));
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

/** The acts that wait, the oldest first, and the notes that cannot be read. */
export function waitingListActs(dataDir: string): {
  readonly acts: readonly ListAct[];
  readonly unreadable: readonly UnreadableNote[];
} {
  const folder = folderOf(dataDir);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(NOTE)) : [];
  const acts: ListAct[] = [];
  const unreadable: UnreadableNote[] = [];
  for (const file of files.toSorted()) {
    const id = file.slice(0, -NOTE.length);
    try {
      acts.push({ id, entry: ENTRY.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) });
    } catch (cause) {
      unreadable.push({ id, why: cause instanceof z.ZodError ? z.prettifyError(cause) : sentenceOf(cause) });
    }
  }
  return { acts, unreadable };
}

/** Keeps an unreadable note under a name by which it is not read again. */
export function setNoteAside(dataDir: string, { id }: UnreadableNote): void {
  const file = join(folderOf(dataDir), `${id}${NOTE}`);
  renameSync(file, `${file}.unreadable`);
}

/** Forgets an act that is in the audit log. */
export function forgetListAct(dataDir: string, { id }: Pick<ListAct, 'id'>): void {
  rmSync(join(folderOf(dataDir), `${id}${NOTE}`), { force: true });
}

/** How the names of notes end. */
const NOTE = '.json';

function folderOf(dataDir: string): string {
  return join(dataDir, 'intel', 'acts');
}
