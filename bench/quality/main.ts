import { statSync } from 'node:fs';
import process from 'node:process';
import { sentenceOf } from '#services/model/sentence.ts';
import { refuse, toolArgs } from '../../scripts/tool.ts';
import { printCaptures, printHosts, printNames } from './dns.ts';
import { printLabelled } from './labelled-report.ts';
import { buckets } from './made-up/buckets.ts';
import { calls } from './made-up/calls.ts';
import { clusters } from './made-up/clusters.ts';
import { databases } from './made-up/databases.ts';
import { keys } from './made-up/keys.ts';
import { models } from './made-up/models.ts';
import { tokens } from './made-up/tokens.ts';
import { traffic } from './made-up/traffic.ts';
import { printOrganization, printTotals } from './organization-report.ts';
import { watchOrganization } from './organizations.ts';
import { say } from './say.ts';

/** What is learned of an organization, each on organizations simulated for it. */
const WORLDS: Readonly<Record<string, typeof calls>> = {
  calls,
  keys,
  buckets,
  clusters,
  databases,
  models,
  tokens,
  traffic,
};
/** What is measured on labelled data, and the part of the data's folder. */
const LABELLED: Readonly<Record<string, { readonly of: string; print(folder: string): unknown }>> = {
  labelled: { of: 'cloudtrail', print: printLabelled },
  names: { of: 'dns', print: printNames },
  hosts: { of: 'dns', print: printHosts },
  captures: { of: 'dns', print: printCaptures },
};
const PARTS = [...Object.keys(WORLDS), ...Object.keys(LABELLED)];
const SIZES = { small: { accounts: 10, days: 30, attacks: 30 }, whole: { accounts: 50, days: 60, attacks: 30 } };

const USAGE = `Usage: npm run quality -- [FOLDER] [--of PART]… [--seed NAME]… [--small] [--missed]
Measures what is learned: alerts and attacks found in simulated organizations, and what is found in labelled data.
  FOLDER       labelled data, with the folders cloudtrail/ (sets, each with a labels.json) and dns/
  --of PART    one of ${PARTS.join(', ')}; all of them when none is named
  --seed NAME  a simulated organization; by default three that were never used for tuning, so tune with others
  --small      organizations of 10 accounts and 30 days instead of 50 and 60
  --missed     lists the attacks that were not found
`;
const {
  values: { of, seed: seeds, small, missed },
  positionals: [folder, ...extra],
} = toolArgs(
  USAGE,
  {
    of: { type: 'string', multiple: true, default: PARTS },
    seed: { type: 'string', multiple: true, default: ['measured-1', 'measured-2', 'measured-3'] },
    small: { type: 'boolean', default: false },
    missed: { type: 'boolean', default: false },
  },
  true,
);
const unknown = of.find((name) => !PARTS.includes(name));
if (unknown !== undefined) refuse(USAGE, `There is no part "${unknown}".`);
if (extra.length > 0) refuse(USAGE, 'It takes one folder.');
if (folder !== undefined && !isFolder(folder)) refuse(USAGE, `There is no folder "${folder}".`);

for (const [name, begin] of Object.entries(WORLDS)) {
  if (!of.includes(name)) continue;
  const runs = [];
  for (const seed of seeds) {
    const run = watchOrganization(begin, seed, small ? SIZES.small : SIZES.whole);
    printOrganization(name, seed, run, missed);
    runs.push(run);
  }
  if (runs.length > 1) printTotals(name, runs);
}
for (const [name, { of: part, print }] of Object.entries(LABELLED)) {
  if (!of.includes(name)) continue;
  const why = await notMeasured(part, print);
  if (why === undefined) continue;
  say(`\nNot measured: ${name}. ${why}`);
  // Only an error if a folder was given: without one, nobody asked for it.
  if (folder !== undefined) process.exitCode = 1;
}

/** Why labelled data cannot be measured, as a sentence. */
async function notMeasured(part: string, print: (folder: string) => unknown): Promise<string | undefined> {
  if (folder === undefined || !isFolder(`${folder}/${part}`))
    return `It needs a folder of labelled data with ${part}/ in it.`;
  try {
    await print(`${folder}/${part}`);
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
