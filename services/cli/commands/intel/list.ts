import type { KeptState } from '#services/workers/adapters/kept-lists.ts';
import { intelFolder, stateOf } from '#services/workers/adapters/kept-lists.ts';
import { AMAZON_RANGES } from '#services/workers/adapters/pinned-intel.ts';
import { scopeText } from '#services/intel/list-scope.ts';
import type { ListScope } from '#services/model/intel.ts';
import { missingLists } from '#services/organization/missing-lists.ts';
import { number } from '#services/model/numbers.ts';
import { iso } from '#services/model/time.ts';
import { ageOf } from '../../age.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { loadDetectors } from '../../../detectors.ts';
import { Json } from '../../line.ts';
import { enabledFeeds, LIST_ARG, listTroubles, openLists } from '../../list-files.ts';
import { table } from '../../table.ts';

export default command({
  summary: 'Which lists of addresses and domains are in force, how old they are, and what is missing',
  args: {
    ...LIST_ARG,
    json: { type: 'boolean', description: 'A JSON line for each' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  examples: {
    'vedette intel list': 'Those of the configuration, those that were added, and the feeds that are on',
  },
  async run({ args, lists, readConfig, terminal }) {
    const config = await readConfig();
    const opened = await openLists(lists['list'], config);
    const inForce = new Map(opened.describe().lists.map((list) => [list.name, list]));
    const feeds = await enabledFeeds(config);
    const states = new Map(feeds.map(({ name }) => [name, stateOf(intelFolder(config.dataDir, 'feeds', name))]));
    const amazon = stateOf(intelFolder(config.dataDir, 'amazon', AMAZON_RANGES));
    const rows = [
      rowOf(AMAZON_RANGES, 'what belongs to AWS', amazon.current?.entries, amazon.checkedAt, amazon),
      ...[...inForce.values()].map(({ name, category, addressEntries, domainEntries, asOf, scope }) =>
        rowOf(
          name,
          category,
          addressEntries + domainEntries,
          asOf,
          states.get(name) ?? ownState(config.dataDir, name),
          scope,
        ),
      ),
      ...feeds
        .filter(({ name }) => !inForce.has(name))
        .map(({ name, category }) => rowOf(name, category, undefined, undefined, states.get(name) ?? {})),
    ];
    if (args.json) for (const row of rows) terminal.out(new Json(row));
    else
      for (const line of table(
        ['list', 'of', 'entries', 'age', 'remarks'],
        rows.map(({ name, of, entries, asOf, remarks }) => [
          name,
          of,
          entries === null ? '' : number(entries),
          asOf === null ? 'never fetched' : ageOf(Date.now() - asOf),
          remarks.join(' '),
        ]),
        { columns: terminal.columns },
      ))
        terminal.out(line);
    for (const line of listTroubles(opened)) terminal.talk(line);
    for (const line of missingLists(await loadDetectors(), opened.intel)) terminal.talk(line);
  },
});

function ownState(dataDir: string, name: string): KeptState {
  return stateOf(intelFolder(dataDir, 'own', name));
}

function rowOf(
  name: string,
  of: string,
  entries: number | undefined,
  asOf: number | undefined,
  { refusal, expiresAt }: KeptState,
  scope?: ListScope,
) {
  const remarks = [
    ...(scope === undefined ? [] : [`Only in ${scopeText(scope)}.`]),
    ...(expiresAt === undefined ? [] : [`Until ${iso(expiresAt)}.`]),
    ...(refusal === undefined ? [] : [`Last time not taken: ${refusal}`]),
  ];
  return { name, of, entries: entries ?? null, asOf: asOf ?? null, ...(scope && { scope }), remarks };
}
