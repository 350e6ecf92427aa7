import { parseListFlag } from '#services/intel/list-flag.ts';
import { openIntel, type ListFile, type OpenedIntel } from '#services/workers/adapters/intel-store.ts';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import type { Config } from '../config.ts';
import { UsageError } from './usage-error.ts';

/** The flag with which lists are given. */
export const LIST_ARG = {
  list: {
    type: 'string',
    valueHint: 'CATEGORY=FILE',
    description: `Addresses and domains to know: ${LIST_CATEGORIES.join(', ')}. Repeatable`,
  },
} as const;

/**
 * Opens a snapshot with the lists of the configuration and of `--list` flags.
 *
 * @throws UsageError for a flag that is wrong and for a file that is no list: a list left out silently would leave its
 *   detectors blind
 */
export async function openLists(
  flags: readonly string[] | undefined,
  config: Pick<Config, 'dataDir' | 'lists' | 'trustWellKnown'>,
): Promise<OpenedIntel> {
  const lists = [...config.lists, ...(flags ?? []).map(listFile)];
  const opened = await openIntel({ lists, dataDir: config.dataDir, trustWellKnown: config.trustWellKnown });
  const given = new Set(lists.map(({ file }) => file));
  const [trouble] = opened.troubles.filter(({ file }) => given.has(file));
  if (trouble !== undefined && opened.describe().lists.length < lists.length)
    throw new UsageError(`${trouble.file}: ${trouble.trouble.message}`);
  return opened;
}

/** What of lists could not be read, a line each. */
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
