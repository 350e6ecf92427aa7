// node bench/quality/behaviour.ts [FOLDER] [--small] [--of=NAME,…] [--seeds=NAME,…] [--missed]: evaluates what is learned
// of calls, keys, buckets, clusters, databases, models and traffic on simulated organizations, and all detectors on labelled
// data of CloudTrail (a folder of sets, each with a labels.json). The seeds measured by default were never used for
// tuning: tune with other seeds.
import { printLabelled } from './labelled-report.ts';
import { calls } from './made-up/calls.ts';
import { buckets } from './made-up/buckets.ts';
import { clusters } from './made-up/clusters.ts';
import { databases } from './made-up/databases.ts';
import { keys } from './made-up/keys.ts';
import { models } from './made-up/models.ts';
import { traffic } from './made-up/traffic.ts';
import { printOrganization, printTotals } from './organization-report.ts';
import { watchOrganization, type Size } from './organizations.ts';

const SIZES = { small: { accounts: 10, days: 30, attacks: 30 }, whole: { accounts: 50, days: 60, attacks: 30 } };
/** Seeds of organizations that were never used for tuning. */
const MEASURED = ['measured-1', 'measured-2', 'measured-3'];
const WORLDS = { calls, keys, buckets, clusters, databases, models, traffic } as const;

const args = process.argv.slice(2);
const size: Size = args.includes('--small') ? SIZES.small : SIZES.whole;
const seeds = listOf('--seeds=') ?? MEASURED;
const of = listOf('--of=') ?? Object.keys(WORLDS);
const [folder] = args.filter((arg) => !arg.startsWith('--'));

for (const [name, begin] of Object.entries(WORLDS)) {
  if (!of.includes(name)) continue;
  const runs = seeds.map((seed) => ({ seed, run: watchOrganization(begin, seed, size) }));
  for (const { seed, run } of runs) printOrganization(name, seed, run, args.includes('--missed'));
  if (runs.length > 1)
    printTotals(
      name,
      runs.map(({ run }) => run),
    );
}
if (folder !== undefined) await printLabelled(folder);

function listOf(option: string): readonly string[] | undefined {
  const given = args.find((arg) => arg.startsWith(option));
  return given?.slice(option.length).split(',');
}
