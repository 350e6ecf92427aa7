import { syncIntel, type SyncOutcome } from '#services/workers/refresh.ts';
import { AMAZON_RANGES } from '#services/workers/adapters/pinned-intel.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { enabledFeeds } from '../../list-files.ts';
import { number } from '#services/model/numbers.ts';
import { printRows } from '../../print-rows.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: "Download AWS's published address ranges and public threat lists",
  args: {
    name: { type: 'positional', required: false, description: 'Only the lists with these names' },
    accept: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Accept this list even if it shrank or grew a lot. Repeatable',
    },
    url: {
      type: 'string',
      description: "Address of a copy of AWS's ranges (default: https://ip-ranges.amazonaws.com/ip-ranges.json)",
    },
    json: { type: 'boolean', description: 'Print one JSON line per entry' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['accept'],
  variadic: true,
  examples: {
    'vedette intel sync':
      'AWS’s ranges and the enabled feeds (docs/feeds.md). Unchanged lists are not downloaded again',
    'vedette intel sync tor-exits --accept=tor-exits': 'One feed, even if it has far fewer entries than before',
  },
  async run({ args, lists, readConfig, terminal }) {
    const config = await readConfig();
    const feeds = await enabledFeeds(config);
    const { accept } = lists;
    const known = [AMAZON_RANGES, ...feeds.map(({ name }) => name)];
    const strange = [...args._, ...accept].find((name) => !known.includes(name));
    if (strange !== undefined)
      throw new UsageError(`No enabled feed is called "${strange}".`, `Enabled: ${known.join(', ')}.`);
    const outcomes = await syncIntel({
      feeds,
      dataDir: config.dataDir,
      fetch: globalThis.fetch,
      now: Date.now,
      amazonUrl: args.url,
      accept,
      ...(args._.length > 0 && { only: args._ }),
    });
    await printRows(outcomes, args.json, { head: ['list', 'entries', 'result'], cells: cellsOf }, terminal);
    return outcomes.some(({ outcome }) => outcome === 'refused' || outcome === 'unreachable') ? EXIT.error : EXIT.fine;
  },
});

function cellsOf({ name, outcome, entries, why }: SyncOutcome): readonly string[] {
  return [name, entries === undefined ? '' : number(entries), why === undefined ? outcome : `${outcome}: ${why}`];
}
