import { readdir } from 'node:fs/promises';
import { writeSimulation } from '#services/workers/adapters/write-simulation.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, QUIET } from '../command.ts';
import { number } from '#services/model/numbers.ts';
import { DAY_MS } from '#services/simulation/activity.ts';
import { askedMoment } from '../moment.ts';
import type { ToldExample } from '#services/simulation/told-example.ts';
import { everyExample, toldExamples } from '../sample/told-examples.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';

/** More accounts than any organization has, and more days than any disk has room for. */
const MOST = { accounts: 10_000, days: 3660 } as const;

export default command({
  summary: "Write the logs of a made-up organization with attacks among them, in AWS's own layouts",
  args: {
    accounts: { type: 'string', default: '10', description: 'Number of accounts' },
    days: { type: 'string', default: '3', description: 'Number of days of logs' },
    episodes: {
      type: 'enum',
      options: ['all', 'every-call', 'attacks'],
      default: 'all',
      description:
        'What to mix into ordinary work: attacks only, also an example of every detector (all), or also of every call that detectors ask about and of harmless acts that look alike (every-call)',
    },
    from: { type: 'string', valueHint: 'DAY', description: 'The first day (UTC); default: a Monday in March 2026' },
    seed: { type: 'string', default: 'vedette', description: 'The same seed gives the same bytes' },
    out: { type: 'string', required: true, valueHint: 'DIR', description: 'Folder to write to; must be new or empty' },
    ...QUIET,
  },
  examples: {
    'vedette simulate --out=sim': 'Ten accounts over three days',
    'vedette simulate --accounts=100 --days=7 --seed=42 --out=big': 'A larger organization with other events',
    'vedette simulate --accounts=20 --days=14 --episodes=every-call --out=all': 'Every call that detectors ask about',
    'vedette scan sim --list=tor-exit=sim/lists/tor-exit.txt --format=finding':
      'Find the attacks; sim/expected.json lists what should be found',
  },
  async run({ args, terminal }) {
    const plan = {
      accounts: wholeNumber('accounts', args.accounts, 1, MOST.accounts),
      days: wholeNumber('days', args.days, 1, MOST.days),
      seed: args.seed,
      ...(args.from !== undefined && { start: dayOf(args.from) }),
      examples: await examplesOf(args.episodes, args.seed),
    };
    if ((await readdir(args.out).catch(() => [])).length > 0)
      throw new UsageError(`${args.out} is not empty.`, 'Give a new folder with --out=DIR.');
    const { files, bytes } = await writeSimulation(plan, args.out, (count) =>
      terminal.progress(() => `Wrote ${number(count)} files`),
    );
    terminal.talk(
      `Wrote ${number(files)} files, ${number(Math.ceil(bytes / 1024))} kB, to ${args.out}. Expected findings: ${args.out}/expected.json.`,
    );
  },
});

async function examplesOf(episodes: string, seed: string): Promise<readonly ToldExample[]> {
  if (episodes === 'attacks') return [];
  const detectors = await loadDetectors();
  return episodes === 'all' ? toldExamples(detectors) : everyExample(detectors, seed);
}

function dayOf(text: string): number {
  const time = askedMoment('from', text);
  if (time % DAY_MS !== 0) throw new UsageError(`--from must be a day such as 2026-11-02, not "${text}".`);
  return time;
}
