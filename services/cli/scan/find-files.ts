import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { reasonOf } from '#services/model/sentence.ts';
import { UsageError } from '../usage-error.ts';

/** Names the standard input; a file of this name is `./-`. */
export const STANDARD_INPUT = '-';

/** The files to read, in order. */
export interface FoundFiles {
  readonly names: readonly string[];
  /** Paths that are no readable file, with the reason. */
  readonly refused: readonly Refused[];
}

interface Refused {
  readonly name: string;
  readonly reason: string;
}

/**
 * The files at and below the paths, each once, with normalized names: `./a/../b/x` is `b/x`.
 *
 * @throws UsageError when a path does not exist: a mistyped path should be reported before all others are read
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const given = new Map<string, Given>();
  for (const path of paths) {
    const place = await givenAt(path);
    if (!given.has(place.real)) given.set(place.real, place);
  }
  const names: string[] = [];
  const refused: Refused[] = [];
  for (const place of given.values()) {
    if (liesWithin(place.real, given)) continue;
    if (place.isFolder) await walk(place.name, names, refused);
    else names.push(place.name);
  }
  return { names, refused };
}

/** A given path, resolved. */
interface Given {
  readonly name: string;
  /** Its real path, the same for every spelling. */
  readonly real: string;
  readonly isFolder: boolean;
}

async function givenAt(path: string): Promise<Given> {
  if (path === STANDARD_INPUT) return { name: path, real: path, isFolder: false };
  try {
    const [real, stats] = [await realpath(path), await stat(path)];
    return { name: normalize(path), real, isFolder: stats.isDirectory() };
  } catch (cause) {
    throw new UsageError(
      `${path} cannot be scanned: ${reasonOf(cause)}.`,
      'Give files, folders, s3://BUCKET/PREFIX, or - for standard input.',
    );
  }
}

/** Whether a given folder contains this path, so that reading the folder finds it. */
function liesWithin(real: string, given: ReadonlyMap<string, Given>): boolean {
  for (let path = real, above = dirname(path); above !== path; path = above, above = dirname(path))
    if (given.has(above)) return true;
  return false;
}

async function walk(folder: string, names: string[], refused: Refused[]): Promise<void> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    refused.push({ name: folder + sep, reason: `The folder cannot be read: ${reasonOf(cause)}.` });
    return;
  }
  // The beginning of every name in the folder, as `join` spells it: calling `join` for each of a million files would
  // take too long.
  const base = join(folder, 'x').slice(0, -1);
  for (const entry of entries) {
    const name = base + entry.name;
    if (entry.isFile()) names.push(name);
    else if (entry.isDirectory()) await walk(name, names, refused);
    else {
      const reason = await whyNot(name);
      if (reason === undefined) names.push(name);
      else refused.push({ name, reason });
    }
  }
}

/** Links to files are read; links to folders are not, because they could form a cycle. */
async function whyNot(name: string): Promise<string | undefined> {
  try {
    const target = await stat(name);
    if (target.isFile()) return undefined;
    return target.isDirectory() ? 'A link to a folder is not followed: give the folder itself.' : 'Not a regular file.';
  } catch (cause) {
    return `It cannot be read: ${reasonOf(cause)}.`;
  }
}
