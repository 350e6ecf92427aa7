import { isIP } from 'node:net';
import { LIST_CATEGORIES, type Intel, type ListMatch } from '#services/model/intel.ts';
import type { IntelDescription } from '#services/intel/snapshot.ts';
import { ageOf } from './age.ts';
import { command, CONFIG, QUIET } from './command.ts';
import { LIST_ARG, listTroubles, openLists } from './list-files.ts';
import { number } from '#services/model/numbers.ts';
import { table } from './table.ts';

export const intelLookup = command({
  args: {
    name: { type: 'positional', required: true, description: 'Addresses and domains; any number' },
    ...LIST_ARG,
    json: { type: 'boolean', description: 'A JSON line for each' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  variadic: true,
  examples: {
    'vedette intel lookup 203.0.113.9 --list=custom=ours.txt': 'Is it on our list, where is it, is it one of AWS?',
    'vedette intel lookup c2.bad.example --list=command-and-control=c2.csv': 'A domain, and the domains above it',
  },
  async run({ args, lists, config: readConfig, terminal }) {
    const opened = await openLists(lists['list'], await readConfig());
    for (const line of [...listTroubles(opened), ...sources(opened.describe())]) terminal.talk(line);
    const answers = args._.map((name) => ({ name, ...answer(opened.intel, name) }));
    if (args.json) for (const each of answers) terminal.out(JSON.stringify(each));
    else
      for (const line of table(
        ['name', 'lists', 'country', 'network', 'AWS'],
        answers.map(({ name, lists: found, place, amazon }) => [
          name,
          found.map(({ category, list, entry }) => `${category}: ${list} (${entry})`).join('; ') || 'none',
          place?.countryName ?? '',
          place?.asn === undefined ? '' : `AS${place.asn} ${place.asnOrg ?? ''}`,
          amazon === undefined ? '' : amazon ? 'yes' : 'no',
        ]),
        { columns: terminal.columns },
      ))
        terminal.out(line);
  },
});

function answer(intel: Intel, name: string) {
  const isAddress = isIP(name) !== 0;
  const lists: readonly ListMatch[] = LIST_CATEGORIES.flatMap(
    (category) => (isAddress ? intel.address(name, category) : intel.domain(name, category)) ?? [],
  );
  return {
    lists,
    place: isAddress ? intel.place(name) : undefined,
    amazon: isAddress ? intel.amazon(name) : undefined,
  };
}

/** Where the answers come from, and how old that is. */
export function sources({ lists, amazon, tables }: IntelDescription): readonly string[] {
  return [
    ...lists.map(
      ({ category, name, addressEntries, domainEntries, rejected, setAside, sha256 }) =>
        `List ${name} (${category}): ${number(addressEntries)} addresses and ranges, ${number(domainEntries)} domains${leftOut(rejected, setAside)}, SHA-256 ${sha256.slice(0, 12)}…`,
    ),
    amazon.source === 'ip-ranges.json'
      ? `AWS: ${number(amazon.prefixes)} published ranges, ${ageOf(Date.now() - amazon.createdAt)} old.`
      : `AWS: by its autonomous systems (${amazon.table} ${amazon.version}), for its published ranges are not loaded: run vedette intel sync.`,
    `Countries and networks: ${tables.map(({ name, version }) => `${name} ${version}`).join(', ')}.`,
  ];
}

/** What a list has and is not in force, so that nobody takes a list for longer than it is. */
function leftOut(rejected: number, setAside: number): string {
  const parts = [
    ...(rejected > 0 ? [`${number(rejected)} unreadable`] : []),
    ...(setAside > 0 ? [`${number(setAside)} of reserved space`] : []),
  ];
  return parts.length === 0 ? '' : ` (left out: ${parts.join(', ')})`;
}
