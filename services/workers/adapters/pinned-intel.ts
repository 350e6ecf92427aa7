import { statSync } from 'node:fs';
import { listName } from '#services/intel/list-flag.ts';
import type { Feed } from '#services/model/feed.ts';
import type { ListCategory, ListScope } from '#services/model/intel.ts';
import type { Trouble } from '#services/model/log-object.ts';
import { days, iso } from '#services/model/time.ts';
import { fileOf, intelFolder, keptNames, stateOf, usableVersion, type KeptState } from './kept-lists.ts';

export interface ListFile {
  readonly category: ListCategory;
  readonly file: string;
  /** The list's name in findings; the name of the file when absent. */
  readonly name?: string;
  /** The accounts to which the list applies; all when absent. */
  readonly scope?: ListScope;
}

/** The sources of a snapshot: files that the settings name, and stored feeds and lists of the owner. */
export interface IntelSources {
  readonly lists: readonly ListFile[];
  readonly dataDir: string;
  /** The feeds that are switched on; none when absent. */
  readonly feeds?: readonly Feed[];
  /** Whether entries of published lists are ignored when they name services that everybody uses. Default: true. */
  readonly trustWellKnown?: boolean;
}

/** A list's file, as it was when the sources were pinned. */
export interface PinnedList extends ListFile {
  readonly name: string;
  /** The name in messages: the path of a file, or the name of a stored list. */
  readonly shown: string;
  /** Differs whenever the content of the file differs. */
  readonly stamp: string;
  /** When the content was last known to be what the publisher offers, ms since the epoch. */
  readonly asOf: number | undefined;
}

/**
 * The files of a snapshot. The file of a stored list never changes under its name, so another thread that opens it
 * later reads the same content.
 */
export interface PinnedIntel {
  readonly lists: readonly PinnedList[];
  readonly ranges: PinnedList | undefined;
  readonly trustWellKnown: boolean;
  /** Lists that are not in force, and why: they are too old, or past the expiry that their owner set. */
  readonly missing: readonly FileTrouble[];
}

export interface FileTrouble {
  /** The path of a file, or the name of a stored list. */
  readonly file: string;
  readonly trouble: Trouble;
}

/** Determines the files that make up a snapshot now, without reading them. @param now ms since the epoch */
export function pinIntel(
  { lists, dataDir, feeds = [], trustWellKnown = true }: IntelSources,
  now: number,
): PinnedIntel {
  const missing: FileTrouble[] = [];
  const kept = [
    ...feeds.flatMap((feed) => pinFeed(dataDir, feed, now, missing)),
    ...keptNames(dataDir, 'own').flatMap((name) => pinOwn(dataDir, name, now, missing)),
  ];
  const given = lists.map(({ category, file, name = listName(file), scope }): PinnedList => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return {
      category,
      file,
      name,
      ...(scope && { scope }),
      shown: file,
      stamp: `${stat?.mtimeMs} ${stat?.size}`,
      asOf: stat?.mtimeMs,
    };
  });
  const folder = intelFolder(dataDir, 'amazon', AMAZON_RANGES);
  const ranges = pinVersion(folder, 'trusted', AMAZON_RANGES, stateOf(folder));
  return { lists: [...given, ...kept], ranges, trustWellKnown, missing };
}

/** Addresses change hands: a list that is a month old accuses their next holders. */
const FILE_AGE_MAX_MS = days(30);

/** One sentence for each file named in the settings that has become too old to be trusted. */
export function agedFiles({ lists }: PinnedIntel, given: readonly ListFile[], now: number): readonly string[] {
  return lists.flatMap(({ category, file, asOf }) =>
    asOf === undefined ||
    asOf > now - FILE_AGE_MAX_MS ||
    category === 'trusted' ||
    !given.some((each) => each.file === file)
      ? []
      : [`${file} was last written ${iso(asOf)}, more than 30 days ago: download it again.`],
  );
}

/** The organizational units to which lists apply: those in the settings, and those of stored lists. */
export function unitsOfLists({ lists, dataDir }: Pick<IntelSources, 'lists' | 'dataDir'>): readonly string[] {
  const kept = keptNames(dataDir, 'own').map((name) => stateOf(intelFolder(dataDir, 'own', name)));
  return [...new Set([...lists, ...kept].flatMap(({ scope }) => scope?.organizationalUnits ?? []))];
}

/** The name of the AWS ranges among the stored lists. */
export const AMAZON_RANGES = 'ip-ranges';

/** Two pins with equal keys give equal snapshots. */
export function pinKey({ lists, ranges, trustWellKnown }: PinnedIntel): string {
  const files = [...lists, ...(ranges ? [ranges] : [])];
  return JSON.stringify([
    trustWellKnown,
    files.map(({ category, name, file, stamp, scope }) => [category, name, file, stamp, scope]),
  ]);
}

function pinFeed(
  dataDir: string,
  { name, category, entriesLiveDays }: Feed,
  now: number,
  missing: FileTrouble[],
): readonly PinnedList[] {
  const folder = intelFolder(dataDir, 'feeds', name);
  const state = stateOf(folder);
  const pinned = pinVersion(folder, category, name, state);
  if (pinned === undefined) return [];
  if ((pinned.asOf ?? 0) + days(entriesLiveDays) > now) return [pinned];
  const why = `It was last downloaded ${iso(pinned.asOf ?? 0)}, and its entries are valid for ${entriesLiveDays} days: it is not used until vedette intel sync downloads it again.`;
  missing.push(troubleOf(name, why));
  return [];
}

function pinOwn(dataDir: string, name: string, now: number, missing: FileTrouble[]): readonly PinnedList[] {
  const folder = intelFolder(dataDir, 'own', name);
  const state = stateOf(folder);
  const pinned = state.category && pinVersion(folder, state.category, name, state);
  if (pinned === undefined) return [];
  if (state.expiresAt === undefined || state.expiresAt > now) return [pinned];
  missing.push(
    troubleOf(name, `It expired ${iso(state.expiresAt)}: add it again, or run vedette intel remove ${name}.`),
  );
  return [];
}

function pinVersion(folder: string, category: ListCategory, name: string, state: KeptState): PinnedList | undefined {
  const version = usableVersion(folder, state);
  if (version === undefined) return undefined;
  const asOf = version.sha256 === state.current?.sha256 ? (state.checkedAt ?? version.fetchedAt) : version.fetchedAt;
  const { scope } = state;
  return {
    category,
    name,
    ...(scope && { scope }),
    shown: name,
    file: fileOf(folder, version),
    stamp: version.sha256,
    asOf,
  };
}

/** A problem that concerns the whole file. */
export function troubleOf(file: string, message: string): FileTrouble {
  return { file, trouble: { kind: 'unreadable-object', message, position: undefined, records: 0 } };
}
