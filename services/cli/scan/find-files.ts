import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** What is to be read, in the order in which it is. */
export interface Found {
  readonly names: readonly string[];
  /** What was met and is no file to read, with the reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * The files at and below the paths, each once.
 *
 * @throws UsageError when a path is not there: who mistyped one of five wants to know before the other four are read.
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const names = new Set<string>();
  const refused: { readonly name: string; readonly reason: string }[] = [];
  for (const path of paths) {
    const given = await stat(path).catch((cause: unknown) => {
      throw new UsageError(
        `${path} cannot be scanned: ${reasonOf(cause)}.`,
        'Give files, folders, or s3://BUCKET/PREFIX.',
      );
    });
    if (!given.isDirectory()) {
      names.add(path);
      continue;
    }
    for await (const entry of walk(path)) {
      if ('reason' in entry) refused.push(entry);
      else names.add(entry.name);
    }
  }
  return { names: [...names], refused };
}

type Entry = { readonly name: string } | { readonly name: string; readonly reason: string };

async function* walk(folder: string): AsyncGenerator<Entry> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    yield { name: folder + sep, reason: `The folder cannot be read: ${reasonOf(cause)}.` };
    return;
  }
  for (const entry of entries) {
    const name = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(name);
    else if (entry.isFile()) yield { name };
    else yield await special(name);
  }
}

/** A link is read when it leads to a file; one to a folder could lead round in circles. */
async function special(name: string): Promise<Entry> {
  try {
    const target = await stat(name);
    if (target.isFile()) return { name };
    return {
      name,
      reason: target.isDirectory() ? 'A link to a folder is not followed: give the folder itself.' : 'No file.',
    };
  } catch (cause) {
    return { name, reason: `It cannot be read: ${reasonOf(cause)}.` };
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error && 'code' in cause)) return String(cause);
  if (cause.code === 'ENOENT') return 'there is nothing of that name';
  if (cause.code === 'EACCES') return 'permission is denied';
  return cause.message;
}
