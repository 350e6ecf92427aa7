import type { Random } from '#services/simulation/random.ts';
import type { Caller, Place } from './caller.ts';
import { pickZipf, run } from './chance.ts';
import type { MadeCall, OddAct } from './odd-acts.ts';
import { thingsOf, type Service } from './trades.ts';

/** A repeated task: reads a resource, and sometimes changes it. */
interface Task {
  readonly reads: readonly MadeCall[];
  readonly writes: readonly MadeCall[];
}

/** A person or a program that works in an account. */
export interface Worker {
  readonly caller: Caller;
  readonly random: Random;
  readonly kind: 'person' | 'tool' | 'machine' | 'root';
  /** The share of days with work. */
  readonly diligence: number;
  /** The share of tasks that are new. */
  readonly curiosity: number;
  readonly writes: boolean;
  /** Ordered by frequency of use. */
  readonly services: Service[];
  readonly tasks: Task[];
  /** Calls of every day. */
  readonly habits: MadeCall[];
  /** Rare acts, each with its rate for this worker. */
  readonly odd: readonly (readonly [act: OddAct, rate: number])[];
  readonly home: Place;
  until: number;
}

/** Unusual days, for the whole account. */
export interface Occasion {
  /** A migration or an outage: people look at many resources that are rarely looked at. */
  readonly isBusy: boolean;
  readonly isWeekend: boolean;
}

export const PLACES = {
  clients: [
    'aws-cli/2.27.41 md/awscrt#0.26.1',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    'Boto3/1.39.3 md/Botocore#1.39.3',
    'aws-sdk-go-v2/1.36.5 os/linux',
    'aws-sdk-js/3.840.0 ua/2.1',
    'aws-sdk-java/2.31.77',
    'APN/1.0 PowerShell',
  ],
  regions: ['us-east-1', 'eu-west-1', 'eu-central-1', 'us-west-2', 'ap-southeast-2'],
} as const;

export function strangeAddress(random: Random): string {
  return `${random.int(11, 223)}.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`;
}

/** The calls of a worker on a day, from one place; undefined: none. */
export function dayOf(
  worker: Worker,
  { isBusy, isWeekend }: Occasion,
): { readonly place: Place; readonly calls: readonly MadeCall[] } | undefined {
  const { random, kind, diligence } = worker;
  const works = random.chance(kind === 'person' && isWeekend ? diligence / 15 : isBusy ? 0.95 : diligence);
  if (!works) return undefined;
  const calls = [...worker.habits];
  if (kind !== 'machine')
    for (let left = 1 + run(random, isBusy ? 9 : 3, 20); left > 0; left--) calls.push(...work(worker, isBusy));
  for (const [act, rate] of worker.odd)
    if (random.chance(isBusy ? rate * 3 : rate)) calls.push(...act.calls((below) => random.int(0, below - 1)));
  // Some permissions are missing, and people try anyway.
  return {
    place: placeOf(worker),
    calls: calls.map((call) => (random.chance(0.004) ? { ...call, error: pickError(random) } : call)),
  };
}

function pickError(random: Random): string {
  return random.chance(0.5) ? 'AccessDenied' : 'ValidationException';
}

function work(worker: Worker, isBusy: boolean): readonly MadeCall[] {
  const { random, tasks } = worker;
  const isNew = tasks.length === 0 || random.chance(isBusy ? 0.3 : worker.curiosity);
  const task = isNew ? newTask(worker) : pickZipf(random, tasks);
  if (isNew) tasks.push(task);
  return [...task.reads.filter(() => random.chance(0.8)), ...task.writes.filter(() => random.chance(0.4))];
}

const LOOKED = ['Describe', 'Get', 'List'] as const;
const CHANGED = ['Create', 'Update', 'Tag', 'Put', 'Start'] as const;

export function newTask({ random, services, writes }: Pick<Worker, 'random' | 'services' | 'writes'>): Task {
  const service = pickZipf(random, services);
  const thing = random.pick(thingsOf(service));
  // Few may see some resources: everybody else is refused each time.
  const error = random.chance(0.03) ? { error: 'AccessDenied' } : {};
  const reads = Array.from({ length: random.int(1, 4) }, () => ({
    api: `${service}:${verbOf(service, random)}${random.chance(0.6) ? thing : random.pick(thingsOf(service))}`,
    ...error,
  }));
  const changes = writes && !GOVERNED.has(service) && random.chance(0.4);
  return {
    reads,
    writes: changes
      ? Array.from({ length: random.int(1, 2) }, () => ({
          api: `${service}:${random.pick(CHANGED)}${thing.replace(/s$/, '')}`,
          asks: { name: random.text(6) },
        }))
      : [],
  };
}

/** Changes to these services resemble attacks: see `odd-acts.ts`. */
const GOVERNED = new Set<Service>(['iam', 'organizations', 'sso', 'cloudtrail', 'guardduty', 'config', 'kms', 'wafv2']);

function verbOf(service: Service, random: Random): string {
  return service === 'ec2' || service === 'rds' ? 'Describe' : random.pick(LOOKED);
}

/** Where a worker is on a day: people travel, and try another client or Region. */
export function placeOf({ random, home, kind }: Pick<Worker, 'random' | 'home' | 'kind'>): Place {
  const travels = kind === 'person' && random.chance(0.03);
  return {
    address: travels ? strangeAddress(random) : home.address,
    userAgent: kind !== 'machine' && random.chance(0.01) ? random.pick(PLACES.clients) : home.userAgent,
    region: random.chance(0.01) ? random.pick(PLACES.regions) : home.region,
  };
}
