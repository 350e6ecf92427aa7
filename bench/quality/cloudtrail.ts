// node bench/quality/cloudtrail.ts [FOLDER] [--small] [--seeds=NAME,…] [--missed]: evaluates behaviour learned from
// CloudTrail on simulated organizations, and all detectors on labelled data (a folder of sets, each with a
// labels.json). The seeds measured by default were never used for tuning: tune with other seeds.
import { printLabelled } from './labelled-report.ts';
import { printOrganization, printTotals } from './organization-report.ts';
import { watchOrganization, type Size } from './organizations.ts';

const SIZES = { small: { accounts: 10, days: 30, attacks: 30 }, whole: { accounts: 50, days: 60, attacks: 30 } };
/** Seeds of organizations that were never used for tuning. */
const MEASURED = ['measured-1', 'measured-2', 'measured-3'];

const args = process.argv.slice(2);
const size: Size = args.includes('--small') ? SIZES.small : SIZES.whole;
const [seeds = MEASURED] = args.filter((arg) => arg.startsWith('--seeds=')).map((arg) => arg.slice(8).split(','));
const [folder] = args.filter((arg) => !arg.startsWith('--'));

const runs = seeds.map((seed) => ({ seed, run: watchOrganization(seed, size) }));
for (const { seed, run } of runs) printOrganization(seed, run, args.includes('--missed'));
if (runs.length > 1) printTotals(runs.map(({ run }) => run));
if (folder !== undefined) await printLabelled(folder);
