import { isIP } from 'node:net';
import { parseDomain } from '#services/intel/domain-set.ts';
import { LIST_CATEGORIES, type Intel, type ListMatch } from '#services/model/intel.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { describeIntel } from '../../describe-intel.ts';
import { LIST_ARG, listTroubles, openLists } from '../../list-files.ts';
import { printRows } from '../../print-rows.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Show what is known of addresses and domains, and the source',
  args: {
    name: { type: 'positional', required: true, description: 'One or more addresses and domains' },
    ...LIST_ARG,
    json: { type: 'boolean', description: 'Print one JSON line per entry' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  variadic: true,
  examples: {
    'vedette intel lookup 203.0.113.9 --list=custom=ours.txt': 'Is it on our list, where is it, does it belong to AWS?',
    'vedette intel lookup c2.bad.example --list=command-and-control=c2.csv': 'A domain, and its parent domains',
  },
  async run({ args, lists, readConfig, terminal }) {
    const odd = args._.find((name) => isIP(name) === 0 && parseDomain(name) === undefined);
    if (odd !== undefined) throw new UsageError(`"${odd}" is neither an address nor a domain.`);
    const opened = await openLists(lists.list, await readConfig());
    for (const line of [...listTroubles(opened), ...describeIntel(opened.describe())]) terminal.talk(line);
    const { intel } = opened;
    const everything = intel.scoped?.within(intel.scoped.scopes) ?? intel;
    const answers = args._.map((name) => ({ name, ...answer(everything, name) }));
    await printRows(
      answers,
      args.json,
      {
        head: ['name', 'lists', 'country', 'network', 'AWS'],
        cells: ({ name, lists: found, place, amazon }) => [
          name,
          found.map(({ category, list, entry }) => `${category}: ${list} (${entry})`).join('; ') || 'none',
          place?.countryName ?? '',
          place?.asn === undefined ? '' : `AS${place.asn} ${place.asnOrg ?? ''}`,
          amazon === undefined ? '' : amazon ? 'yes' : 'no',
        ],
      },
      terminal,
    );
  },
});

function answer(intel: Intel, name: string) {
  const isAddress = isIP(name) !== 0;
  const lists: readonly ListMatch[] = LIST_CATEGORIES.flatMap(
    (category) => (isAddress ? intel.address(name, category) : intel.domain(name, category)) ?? [],
  );
  return {
    lists,
    place: isAddress ? intel.location(name) : undefined,
    amazon: isAddress ? intel.amazon(name) : undefined,
  };
}
