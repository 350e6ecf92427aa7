import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
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
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import { days } from '#services/model/time.ts';

/** One state of a list: its bytes lie in a file that is named after them, and never change. */
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
  /** The last good one before: for whoever still opens it, and for when the current one is damaged. */
  previous: VERSION.optional(),
  /** When its publisher last said that `current` is what there is. */
  checkedAt: z.number().optional(),
  /** When it was last asked for, whatever came of that. */
  askedAt: z.number().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Why what was last asked for was not taken. */
  refusal: z.string().optional(),
  /** Of a list that its owner gave: what it is about, and until when it holds. */
  category: z.enum(LIST_CATEGORIES).optional(),
  expiresAt: z.number().optional(),
  /** …and which accounts it is for. */
  scope: z.object({ organizationalUnits: z.array(z.string()), accounts: z.array(z.string()) }).optional(),
});
export type KeptState = z.infer<typeof STATE>;

/** Where what is kept of addresses and domains lies: each list in a folder of its own. */
export const FOLDERS = { feeds: 'feeds', own: 'own', amazon: 'amazon' } as const;

export function intelFolder(dataDir: string, kind: keyof typeof FOLDERS, name = ''): string {
  return join(dataDir, 'intel', FOLDERS[kind], name);
}

/** The names of the lists of a kind that something is kept of. */
export function keptNames(dataDir: string, kind: keyof typeof FOLDERS): readonly string[] {
  const folder = intelFolder(dataDir, kind);
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** What is known of the list in a folder; nothing where nothing is kept, or what is there cannot be read. */
export function stateOf(folder: string): KeptState {
  try {
    return STATE.parse(JSON.parse(readFileSync(join(folder, STATE_FILE), 'utf8')));
  } catch {
    return {};
  }
}

/** The current version, or the one before where the current one's file is not whole. */
export function usableVersion(folder: string, { current, previous }: KeptState): KeptVersion | undefined {
  return [current, previous].find(
    (version) => version && statSync(fileOf(folder, version), { throwIfNoEntry: false })?.size === version.bytes,
  );
}

export function fileOf(folder: string, { sha256 }: Pick<KeptVersion, 'sha256'>): string {
  return join(folder, `${sha256}.list`);
}

/**
 * Keeps a new version of a list. Its file is there whole before the state names it, so that whoever is stopped in between,
 * and whoever does the same at once, leaves one good version or the other.
 *
 * @param state what else there is to know of it; only that is known then
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
  // From now on it is on its way out: turns that began with it may still open it for a while.
  if (previous !== undefined && previous === last) utimesSync(fileOf(folder, last), now / 1000, now / 1000);
  writeState(folder, { ...state, current: version, ...(previous && { previous }) });
  sweep(folder, now);
  return version;
}

/** Notes something about the list without another version of it. */
export function noteState(folder: string, more: Partial<KeptState>): void {
  writeState(folder, { ...stateOf(folder), ...more });
}

export function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a file so that a reader sees the old content or the new, never half of it, also after a power cut. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
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

/** Removes what is no version any more since a day: somebody may just be keeping it, or still opening it. */
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
