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
  async run({ args, lists, readConfig, terminal }): Promise<ExitCode | void> {
    const config = await readConfig();
    const feeds = await enabledFeeds(config);
    const accept = lists['accept'] ?? [];
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
    if (args.json) for (const each of outcomes) terminal.out(new Json(each));
    else
      for (const line of table(['list', 'entries', 'result'], outcomes.map(rowOf), { columns: terminal.columns }))
        terminal.out(line);
    return outcomes.some(({ outcome }) => outcome === 'refused' || outcome === 'unreachable') ? 1 : undefined;
  },
});

function rowOf({ name, outcome, entries, why }: SyncOutcome): readonly string[] {
  return [name, entries === undefined ? '' : number(entries), why === undefined ? outcome : `${outcome}: ${why}`];
}
