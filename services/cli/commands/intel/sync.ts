import { syncIntel } from '#services/workers/refresh.ts';
import { ageOf } from '../../age.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { number } from '#services/model/numbers.ts';

export default command({
  summary: "Fetch AWS's published address ranges",
  args: {
    url: {
      type: 'string',
      description: 'Where a copy of them is, instead of https://ip-ranges.amazonaws.com/ip-ranges.json',
    },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette intel sync': 'What belongs to AWS is then told by its own list; until then by its autonomous systems',
  },
  async run({ args, readConfig, terminal }) {
    const { dataDir } = await readConfig();
    const report = await syncIntel({ url: args.url, dataDir, fetch: globalThis.fetch, now: Date.now });
    terminal.talk(
      `${number(report.prefixes)} ranges that AWS published ${new Date(report.createdAt).toISOString()} (${ageOf(report.ageMs)} ago) are in ${report.file}.`,
    );
  },
});
