import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '#db/make-folder.ts';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import { days } from '#services/model/time.ts';

/** One version of a list. Its bytes are in a file that is named by their hash and never changes. */
const VERSION = z.object({
  sha256: z.string(),
  bytes: z.int(),
  entries: z.int(),
  /** ms since the epoch */
  fetchedAt: z.number(),
});
export type KeptVersion = z.infer<typeof VERSION>;

const STATE = z.object({
  current: VERSION.optional(),
  /** The last good version before `current`: for readers that still open it, and in case `current` is damaged. */
  previous: VERSION.optional(),
  /** When the publisher last confirmed that `current` is up to date. */
  checkedAt: z.number().optional(),
  /** When the list was last requested, whether or not that succeeded. */
  askedAt: z.number().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Why the last download was not accepted. */
  refusal: z.string().optional(),
  /** Only for lists that the owner added: the category, and when the list expires. */
  category: z.enum(LIST_CATEGORIES).optional(),
  expiresAt: z.number().optional(),
  /** Only for lists that the owner added: the accounts to which the list applies. */
  scope: z.object({ organizationalUnits: z.array(z.string()), accounts: z.array(z.string()) }).optional(),
});
export type KeptState = z.infer<typeof STATE>;

/** Folders of the stored lists of addresses and domains: each list has a folder of its own. */
export const FOLDERS = { feeds: 'feeds', own: 'own', amazon: 'amazon' } as const;

/** The folder of a stored list; without a name, the folder of all lists of the kind. */
export function intelFolder(dataDir: string, kind: keyof typeof FOLDERS, name = ''): string {
  return join(dataDir, 'intel', FOLDERS[kind], name);
}

/** The names of the stored lists of a kind. */
export function keptNames(dataDir: string, kind: keyof typeof FOLDERS): readonly string[] {
  const folder = intelFolder(dataDir, kind);
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** The state of the list in a folder; empty when there is none or it cannot be read. */
export function stateOf(folder: string): KeptState {
  try {
    return STATE.parse(JSON.parse(readFileSync(join(folder, STATE_FILE), 'utf8')));
  } catch {
    return {};
  }
}

/** The current version, or the previous one when the file of the current one is incomplete. */
export function usableVersion(folder: string, { current, previous }: KeptState): KeptVersion | undefined {
  return [current, previous].find(
    (version) => version && statSync(fileOf(folder, version), { throwIfNoEntry: false })?.size === version.bytes,
  );
}

/** The path of the file with a version's bytes. */
export function fileOf(folder: string, { sha256 }: Pick<KeptVersion, 'sha256'>): string {
  return join(folder, `${sha256}.list`);
}

/**
 * Stores a new version of a list. The file is complete before the state names it, so a process that is stopped in
 * between, or two processes that write at once, still leave one good version or the other.
 *
 * @param state the other facts about the list; they replace all earlier ones
 */
export function keepVersion(
  folder: string,
  bytes: Uint8Array,
  {
    entries,
    now,
    ...state
  }: Omit<KeptState, 'current' | 'previous'> & { readonly entries: number; readonly now: number },
): KeptVersion {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const version = { sha256, bytes: bytes.length, entries, fetchedAt: now };
  const before = stateOf(folder);
  const last = usableVersion(folder, before);
  if (last?.sha256 !== sha256) writeWhole(fileOf(folder, version), bytes);
  const previous = last?.sha256 === sha256 ? before.previous : last;
  // Its modification time now says when it stopped being the current version: turns that began with it may still open
  // it, and `sweep` waits a day from then.
  if (previous !== undefined && previous === last) utimesSync(fileOf(folder, last), now / 1000, now / 1000);
  writeState(folder, { ...state, current: version, ...(previous && { previous }) });
  sweep(folder, now);
  return version;
}

/** Updates the state of the list without a new version. */
export function noteState(folder: string, more: Partial<KeptState>): void {
  writeState(folder, { ...stateOf(folder), ...more });
}

/** Removes a stored list with all its versions. */
export function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a file atomically: a reader sees the old content or the new, never a part of it, even after a power cut. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  makeFolder(dirname(file));
  const draft = `${file}.${randomUUID()}.draft`;
  const descriptor = openSync(draft, 'w');
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

const STATE_FILE = 'state.json';

function writeState(folder: string, state: KeptState): void {
  writeWhole(join(folder, STATE_FILE), Buffer.from(`${JSON.stringify(state, undefined, 2)}\n`));
}

/**
 * Removes files that belong to no version. They stay for a day, because somebody may still be writing or opening them.
 */
function sweep(folder: string, now: number): void {
  const { current, previous } = stateOf(folder);
  const kept = new Set([current, previous].flatMap((version) => (version ? [`${version.sha256}.list`] : [])));
  for (const name of readdirSync(folder)) {
    if (kept.has(name) || name === STATE_FILE) continue;
    const file = join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && stat.mtimeMs < now - days(1)) rmSync(file, { force: true });
  }
}
