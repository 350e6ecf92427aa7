import { syncIntel, type SyncOutcome } from '#services/workers/refresh.ts';
import { AMAZON_RANGES } from '#services/workers/adapters/pinned-intel.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import type { ExitCode } from '../../exit-code.ts';
import { Json } from '../../line.ts';
import { enabledFeeds } from '../../list-files.ts';
import { number } from '#services/model/numbers.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: "Fetch AWS's published address ranges and the lists that others publish",
  args: {
    name: { type: 'positional', required: false, description: 'Only the lists of these names; any number' },
    accept: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Take this list however much it shrank or grew. Repeatable',
    },
    url: {
      type: 'string',
      description: "Where a copy of AWS's ranges is, instead of https://ip-ranges.amazonaws.com/ip-ranges.json",
    },
    json: { type: 'boolean', description: 'A JSON line for each' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['accept'],
  variadic: true,
  examples: {
    'vedette intel sync':
      'AWS’s ranges and the feeds that are on (docs/feeds.md). What did not change is not sent again',
    'vedette intel sync tor-exits --accept=tor-exits': 'One of them, although it has far fewer entries than before',
  },
  async run({ args, lists, readConfig, terminal }): Promise<ExitCode | void> {
    const config = await readConfig();
    const feeds = await enabledFeeds(config);
    const accept = lists['accept'] ?? [];
    const known = [AMAZON_RANGES, ...feeds.map(({ name }) => name)];
    const strange = [...args._, ...accept].find((name) => !known.includes(name));
    if (strange !== undefined)
      throw new UsageError(`No feed that is on is called "${strange}".`, `There is ${known.join(', ')}.`);
    const outcomes = await syncIntel({
      feeds,
      dataDir: config.dataDir,
      fetch: globalThis.fetch,
      now: Date.now,
      amazonUrl: args.url,
      accept,
      ...(args._.length > 0 && { only: args._ }),
    });
    if (args.json) for (const each of outcomes) terminal.out(new Json(each));
    else
      for (const line of table(['list', 'entries', 'came of it'], outcomes.map(rowOf), { columns: terminal.columns }))
        terminal.out(line);
    return outcomes.some(({ outcome }) => outcome === 'refused' || outcome === 'unreachable') ? 1 : undefined;
  },
});

function rowOf({ name, outcome, entries, why }: SyncOutcome): readonly string[] {
  return [name, entries === undefined ? '' : number(entries), why === undefined ? outcome : `${outcome}: ${why}`];
}
