import { parseListFlag } from '#services/intel/list-flag.ts';
import { existsSync } from 'node:fs';
import { openIntel, type OpenedIntel } from '#services/workers/adapters/intel-store.ts';
import { intelFolder } from '#services/workers/adapters/kept-lists.ts';
import type { IntelSources, ListFile } from '#services/workers/adapters/pinned-intel.ts';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import type { Config } from '../config.ts';
import { UsageError } from './usage-error.ts';

/** The flag with which lists are given. */
export const LIST_ARG = {
  list: {
    type: 'string',
    valueHint: 'CATEGORY=FILE',
    description: `Addresses and domains to look for: ${LIST_CATEGORIES.join(', ')}. Repeatable`,
  },
} as const;

/** The settings that lists are opened from. */
type ListConfig = Pick<Config, 'dataDir' | 'lists' | 'trustWellKnown' | 'feeds' | 'ownFeeds' | 'abuseChKey'>;

/**
 * The sources of lists: the configuration, `--list` flags, and the enabled feeds.
 *
 * @throws UsageError for an invalid flag
 */
export async function intelSources(flags: readonly string[] | undefined, config: ListConfig): Promise<IntelSources> {
  const { dataDir, lists, trustWellKnown } = config;
  // Most scans run where no feed was ever fetched; they skip loading the feeds.
  const feeds = existsSync(intelFolder(dataDir, 'feeds')) ? await enabledFeeds(config) : [];
  return { lists: [...lists, ...(flags ?? []).map(listFile)], dataDir, trustWellKnown, feeds };
}

/** The feeds that the settings switch on, including the owner's. */
export async function enabledFeeds(config: Pick<ListConfig, 'feeds' | 'ownFeeds' | 'abuseChKey'>) {
  const { feedsOf } = await import('../feeds.ts');
  return feedsOf(config);
}

/**
 * Opens a snapshot with the configured lists, those of `--list` flags, and the stored contents of feeds.
 *
 * @throws UsageError for an invalid flag and for a file that is no list: ignoring it silently would blind its detectors
 */
export async function openLists(flags: readonly string[] | undefined, config: ListConfig): Promise<OpenedIntel> {
  const sources = await intelSources(flags, config);
  const opened = await openIntel(sources);
  const given = new Set(sources.lists.map(({ file }) => file));
  const [trouble] = opened.troubles.filter(({ file }) => given.has(file));
  if (trouble !== undefined && opened.describe().lists.length < opened.from.lists.length)
    throw new UsageError(`${trouble.file}: ${trouble.trouble.message}`);
  return opened;
}

/** The lines of lists that could not be read, one sentence each. */
export function listTroubles({ troubles }: OpenedIntel): readonly string[] {
  return troubles.map(({ file, trouble }) =>
    trouble.position === undefined
      ? `${file}: ${trouble.message}`
      : `${file}, line ${trouble.position}: ${trouble.message}`,
  );
}

function listFile(flag: string): ListFile {
  const parsed = parseListFlag(flag);
  if (typeof parsed === 'string') throw new UsageError(`--list: ${parsed.replace(/\.$/, '')}.`);
  return parsed;
}
