import { number } from '#services/model/numbers.ts';
import { ageOf } from '../../age.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { loadDetectors } from '../../../detectors.ts';
import { LIST_ARG, listTroubles, openLists } from '../../list-files.ts';
import { shownLists } from '../../shown-lists.ts';
import { printRows } from '../../print-rows.ts';

export default command({
  summary: 'Show which lists of addresses and domains are in use, how old they are, and which are missing',
  args: {
    ...LIST_ARG,
    json: { type: 'boolean', description: 'Print one JSON line per entry' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  examples: {
    'vedette intel list': 'Lists in the configuration, lists that were added, and the feeds that are on',
  },
  async run({ args, lists, readConfig, terminal }) {
    const config = await readConfig();
    const opened = await openLists(lists.list, config);
    const { lists: rows, missing } = await shownLists(config, opened, await loadDetectors());
    await printRows(
      rows,
      args.json,
      {
        head: ['list', 'of', 'entries', 'age', 'remarks'],
        cells: ({ name, of, entries, asOf, remarks }) => [
          name,
          of,
          entries === null ? '' : number(entries),
          asOf === null ? 'never fetched' : ageOf(Date.now() - asOf),
          remarks.join(' '),
        ],
      },
      terminal,
    );
    for (const line of listTroubles(opened)) terminal.talk(line);
    for (const line of missing) terminal.talk(line);
  },
});
