import { FEED_CATEGORIES } from '#services/intel/feed-categories.ts';
import { scopeText } from '#services/intel/list-scope.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { ListState, ShownList, ShownLists } from '#services/model/installation.ts';
import type { Intel, ListCategory, ListScope } from '#services/model/intel.ts';
import { iso } from '#services/model/time.ts';
import { missingLists } from '#services/organization/missing-lists.ts';
import type { OpenedIntel } from '#services/workers/adapters/intel-store.ts';
import { intelFolder, stateOf, type KeptState } from '#services/workers/adapters/kept-lists.ts';
import { AMAZON_RANGES } from '#services/workers/adapters/pinned-intel.ts';
import type { Config } from '../config.ts';
import { enabledFeeds } from './list-files.ts';

/** The lists of a snapshot and the feeds that are on, with their age, and what is missing. */
export async function shownLists(
  config: Config,
  opened: OpenedIntel,
  detectors: readonly AnyDetector[],
): Promise<ShownLists> {
  const { dataDir } = config;
  const inForce = new Map(opened.describe().lists.map((list) => [list.name, list]));
  const feeds = await enabledFeeds(config);
  const states = new Map(feeds.map(({ name }) => [name, stateOf(intelFolder(dataDir, 'feeds', name))]));
  const amazon = stateOf(intelFolder(dataDir, 'amazon', AMAZON_RANGES));
  return {
    lists: [
      rowOf(AMAZON_RANGES, 'addresses of AWS', amazon.current?.entries, amazon.checkedAt, amazon),
      ...[...inForce.values()].map(({ name, category, addressEntries, domainEntries, asOf, scope }) =>
        rowOf(
          name,
          category,
          addressEntries + domainEntries,
          asOf,
          states.get(name) ?? stateOf(intelFolder(dataDir, 'own', name)),
          scope,
        ),
      ),
      ...feeds
        .filter(({ name }) => !inForce.has(name))
        .map(({ name, category }) => rowOf(name, category, undefined, undefined, states.get(name) ?? {})),
    ],
    missing: missingLists(detectors, opened.intel, FEED_CATEGORIES),
  };
}

/** Whether a list of the category is in use, and where. */
export function listStateIn(intel: Pick<Intel, 'has' | 'scoped'>, category: ListCategory): ListState {
  if (intel.has(category)) return 'loaded';
  return intel.scoped?.categories.has(category) === true ? 'in-some-accounts' : 'missing';
}

function rowOf(
  name: string,
  of: string,
  entries: number | undefined,
  asOf: number | undefined,
  { refusal, expiresAt }: KeptState,
  scope?: ListScope,
): ShownList & { readonly scope?: ListScope } {
  const remarks = [
    ...(scope === undefined ? [] : [`Only in ${scopeText(scope)}.`]),
    ...(expiresAt === undefined ? [] : [`Until ${iso(expiresAt)}.`]),
    ...(refusal === undefined ? [] : [`Last download rejected: ${refusal}`]),
  ];
  return { name, of, entries: entries ?? null, asOf: asOf ?? null, ...(scope && { scope }), remarks };
}
