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
  /** The list's name in findings; the file's when absent. */
  readonly name?: string;
  /** The accounts that it is for; absent: all. */
  readonly scope?: ListScope;
}

/** What a snapshot is made of: files that are named, and what is kept of feeds and of the owner's lists. */
export interface IntelSources {
  readonly lists: readonly ListFile[];
  readonly dataDir: string;
  /** The feeds that are on; absent: none is. */
  readonly feeds?: readonly Feed[];
  /** Whether published lists are not heard of services that everybody uses; absent: they are not. */
  readonly trustWellKnown?: boolean;
}

/** A list's file as it was when the sources were looked at. */
export interface PinnedList extends ListFile {
  readonly name: string;
  /** What messages call it: its path, or its name where it is kept. */
  readonly shown: string;
  /** Changes when the file does. */
  readonly stamp: string;
  /** When it was last known to be what its publisher says, ms since the epoch. */
  readonly asOf: number | undefined;
}

/**
 * The files of a snapshot. What is kept of a feed never changes under its name, so that whoever opens them later, in
 * another thread, has the same.
 */
export interface PinnedIntel {
  readonly lists: readonly PinnedList[];
  readonly ranges: PinnedList | undefined;
  readonly trustWellKnown: boolean;
  /** What is not in force and why: lists that are too old, or past the day that their owner gave. */
  readonly missing: readonly FileTrouble[];
}

export interface FileTrouble {
  /** Its path, or its name where it is kept. */
  readonly file: string;
  readonly trouble: Trouble;
}

/** Looks what there is now, without reading it. @param now ms since the epoch */
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

/** Addresses change hands: a list of a month ago accuses those who came after. */
const FILE_AGE_MAX_MS = days(30);

/** Which files that somebody named, and nobody keeps up, are too old to be believed; a sentence each. */
export function agedFiles({ lists }: PinnedIntel, given: readonly ListFile[], now: number): readonly string[] {
  return lists.flatMap(({ category, file, asOf }) =>
    asOf === undefined ||
    asOf > now - FILE_AGE_MAX_MS ||
    category === 'trusted' ||
    !given.some((each) => each.file === file)
      ? []
      : [`${file} was last written ${iso(asOf)}, more than 30 days ago: fetch it anew.`],
  );
}

/** The organizational units that lists are for: those of the configuration, and those that are kept now. */
export function unitsOfLists({ lists, dataDir }: Pick<IntelSources, 'lists' | 'dataDir'>): readonly string[] {
  const kept = keptNames(dataDir, 'own').map((name) => stateOf(intelFolder(dataDir, 'own', name)));
  return [...new Set([...lists, ...kept].flatMap(({ scope }) => scope?.organizationalUnits ?? []))];
}

/** What the AWS ranges are called among what is kept. */
export const AMAZON_RANGES = 'ip-ranges';

/** Equal where a snapshot of both says the same. */
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
  const why = `It was last fetched ${iso(pinned.asOf ?? 0)}, and its entries live ${entriesLiveDays} days: it is left out until vedette intel sync has it again.`;
  missing.push(troubleOf(name, why));
  return [];
}

function pinOwn(dataDir: string, name: string, now: number, missing: FileTrouble[]): readonly PinnedList[] {
  const folder = intelFolder(dataDir, 'own', name);
  const state = stateOf(folder);
  const pinned = state.category && pinVersion(folder, state.category, name, state);
  if (pinned === undefined) return [];
  if (state.expiresAt === undefined || state.expiresAt > now) return [pinned];
  missing.push(troubleOf(name, `It expired ${iso(state.expiresAt)}: add it anew, or vedette intel remove ${name}.`));
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

export function troubleOf(file: string, message: string): FileTrouble {
  return { file, trouble: { kind: 'unreadable-object', message, position: undefined, records: 0 } };
}
