import { DAY_MS, isWeekday, type Activity } from './activity.ts';
import { THREATS } from './addresses.ts';
import type { Episode } from './episode.ts';
import { planEpisodes } from './episodes.ts';
import { planExamples, type ExampleEpisode } from './example-episodes.ts';
import { logFiles, subscriptionFile, type SimulatedFile } from './log-files.ts';
import { ordinaryCalls } from './ordinary-calls.ts';
import { ordinaryCluster } from './ordinary-cluster.ts';
import { ordinaryDatabase } from './ordinary-database.ts';
import { ordinaryQueries } from './ordinary-queries.ts';
import { ordinaryTraffic } from './ordinary-traffic.ts';
import { createOrganization, type Account, type SimulatedOrganization } from './organization.ts';
import { createRandom } from './random.ts';
import type { ToldExample } from './told-example.ts';

export interface SimulationPlan {
  /** At least 1. */
  readonly accounts: number;
  /** At least 1. */
  readonly days: number;
  readonly seed: string;
  /** Start of the first day, ms since the epoch; a fixed Monday when absent. */
  readonly start?: number;
  /** Examples of detectors to include; none when absent. */
  readonly examples?: readonly ToldExample[];
  /** The only finding type to simulate; all types when absent. */
  readonly only?: string;
}

/** A Monday, so that the first days are workdays. */
const MONDAY = Date.UTC(2026, 2, 2);

/**
 * An active organization with attacks, as files: `organization.json`, `expected.json` (the expected findings),
 * `lists/`, and log objects in one folder a bucket, in this order. The same plan gives the same bytes.
 */
export function* simulate({
  accounts,
  days,
  seed,
  start = MONDAY,
  examples = [],
  only,
}: SimulationPlan): Generator<SimulatedFile> {
  const organization = createOrganization(accounts, seed);
  const wanted = ({ type }: { readonly type: string }) => only === undefined || type === only;
  const episodes = planEpisodes(organization, days, start).filter(({ expected }) => wanted(expected));
  const told = planExamples(organization, days, start, examples.filter(wanted));
  const lists = listsWith(told);
  yield json('organization.json', description(organization, start));
  yield json('expected.json', {
    findings: [...episodes.map(({ expected }) => expected), ...told.flatMap(({ expected }) => expected)],
    lists: Object.keys(lists).map((category) => `${category}=lists/${category}.txt`),
  });
  for (const [category, lines] of Object.entries(lists))
    yield text(`lists/${category}.txt`, `# Simulated: ${category}\n${lines.join('\n')}\n`);
  for (let number = 0; number < days; number++) {
    const day = start + number * DAY_MS;
    for (const account of organization.accounts) {
      const attacks = episodes.filter((episode) => episode.accountId === account.id && episode.day === day);
      yield* logFiles(organization, account, day, merge(ordinaryDay(organization, account, day, number), attacks));
      const cluster = ordinaryCluster(account, day, createRandom(`${seed}/cluster/${number}/${account.id}`));
      yield subscriptionFile(organization, account, day, { source: 'eks-audit', text: cluster, suffix: 'audit' });
      const chance = createRandom(`${seed}/database/${number}/${account.id}`);
      const database = ordinaryDatabase(account, day, isWeekday(day), chance);
      yield subscriptionFile(organization, account, day, { source: 'rds-login', text: database, suffix: 'postgresql' });
      for (const example of told) if (example.accountId === account.id && example.day === day) yield example.file();
    }
  }
}

/** Lists that contain the attackers, along with ranges and addresses that do not occur. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'tor-exit': [THREATS.torExit, '198.18.255.10', '2001:db8:7::9'],
  custom: [THREATS.custom, '198.18.255.240/29'],
  'command-and-control': [THREATS.commandAndControl, 'orders.botnet.example'],
  mining: [THREATS.miningPool, 'coins.example'],
};

function listsWith(told: readonly ExampleEpisode[]): Readonly<Record<string, readonly string[]>> {
  const lists = new Map(Object.entries(LISTS));
  for (const [category, lines] of told.flatMap((each) => Object.entries(each.lists)))
    lists.set(category, [...(lists.get(category) ?? []), ...lines]);
  return Object.fromEntries(lists);
}

function description(
  { id, managementAccountId, delegatedAdministratorId, accounts, units }: SimulatedOrganization,
  start: number,
) {
  return {
    id,
    firstDay: new Date(start).toISOString().slice(0, 10),
    managementAccountId,
    delegatedAdministratorId,
    units,
    accounts: accounts.map((account) => ({
      id: account.id,
      name: account.name,
      status: 'ACTIVE',
      region: account.region,
      unitId: account.unitId,
    })),
  };
}

/** @param number of the day, so that the same seed gives the same work whenever the first day is */
function ordinaryDay({ seed }: SimulatedOrganization, account: Account, day: number, number: number): Activity {
  const random = createRandom(`${seed}/day/${number}/${account.id}`);
  return {
    calls: ordinaryCalls(account, day, random.fork('calls')),
    flows: ordinaryTraffic(account, day, random.fork('flows')),
    queries: ordinaryQueries(account, day, random.fork('queries')),
  };
}

function merge(ordinary: Activity, attacks: readonly Episode[]): Activity {
  const all = [ordinary, ...attacks.map((attack) => attack.activity())];
  return {
    calls: all.flatMap(({ calls }) => calls),
    flows: all.flatMap(({ flows }) => flows),
    queries: all.flatMap(({ queries }) => queries),
  };
}

function json(path: string, value: unknown): SimulatedFile {
  return text(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

function text(path: string, content: string): SimulatedFile {
  return { path, bytes: new TextEncoder().encode(content) };
}
