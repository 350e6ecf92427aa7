import profile from '#services/behaviour/profiles/traffic.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import type { Random } from '#services/simulation/random.ts';
import { isDue, isWeekend, logNormal, type Rhythm } from './rhythm.ts';
import { worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { strangeAddress } from './worker.ts';

/** What an instance sends to a port, and how many bytes on a day: their median, and the spread of its logarithm. */
interface Stream {
  readonly port: number;
  readonly rhythm: Rhythm;
  readonly phase: number;
  readonly median: number;
  readonly spread: number;
}

interface Instance {
  readonly id: string;
  readonly group: Group;
  readonly streams: Stream[];
  until: number;
}

/** Instances that do the same work, in one subnet. */
interface Group {
  readonly subnet: string;
  readonly kind: keyof typeof GROUPS;
  readonly streams: Stream[];
  /** Days that an instance lives. */
  readonly lives: number;
  readonly size: number;
}

const MB = 1e6;
const GB = 1e9;

/** Streams of each kind of group, days that an instance lives, and how many instances there are. */
const GROUPS = {
  web: [[[443, 'daily', 300 * MB, 0.6]], 40, 6],
  worker: [
    [
      [443, 'daily', 800 * MB, 0.8],
      [443, 'weekly', 6 * GB, 0.7],
      [587, 'workdays', 30 * MB, 0.6],
    ],
    60,
    4,
  ],
  reports: [
    [
      [443, 'daily', 50 * MB, 0.7],
      [22, 'weekly', 2 * GB, 0.8],
      [443, 'monthly', 12 * GB, 0.6],
    ],
    400,
    2,
  ],
  backup: [
    [
      [443, 'daily', 40 * GB, 0.5],
      [443, 'weekly', 150 * GB, 0.4],
    ],
    400,
    1,
  ],
  mail: [
    [
      [25, 'daily', 500 * MB, 0.7],
      [587, 'daily', 20 * MB, 0.7],
    ],
    200,
    2,
  ],
  crawler: [
    [
      [443, 'daily', 3 * GB, 0.7],
      [80, 'daily', 500 * MB, 0.7],
      [8080, 'weekly', 5 * MB, 1],
    ],
    100,
    2,
  ],
  desk: [
    [
      [443, 'workdays', 400 * MB, 1.2],
      [22, 'workdays', 20 * MB, 1.5],
      [3389, 'monthly', 50 * MB, 1],
    ],
    300,
    4,
  ],
  runner: [[[443, 'daily', 900 * MB, 1]], 1, 5],
} as const satisfies Record<
  string,
  readonly [streams: readonly (readonly [number, Rhythm, number, number])[], lives: number, size: number]
>;

/** Ports of partners, devices and products, of which a program begins to use one now and then. */
const ODD_PORTS = [
  81, 1024, 1443, 1935, 2222, 2525, 4505, 5060, 5557, 5938, 7001, 7687, 8089, 8291, 8530, 9030, 9243, 9999, 10_050,
  12_489, 20_022, 27_018,
];

class AccountOfInstances implements AccountWork {
  readonly #random: Random;
  readonly #beginning: Beginning;
  readonly #groups: readonly Group[];
  readonly #instances: Instance[] = [];
  #count = 0;
  #today = 0;

  constructor(beginning: Beginning) {
    const { random } = beginning;
    this.#beginning = beginning;
    this.#random = random;
    this.#groups = KIND_NAMES.filter((kind) => random.chance(kind === 'web' ? 1 : 0.5)).map((kind, index): Group => {
      const [streams, lives, size] = GROUPS[kind];
      const scale = logNormal(random, 100, 1) / 100;
      return {
        subnet: `subnet-${index}`,
        kind,
        lives,
        size: Math.max(1, logNormal(random, size, 0.5)),
        streams: streams.map(([port, rhythm, median, spread]) => ({
          port,
          rhythm,
          phase: random.int(0, 29),
          median: median * scale,
          spread,
        })),
      };
    });
  }

  *day(day: number): Iterable<VpcFlowRecord> {
    const random = this.#random;
    this.#today = day;
    for (const group of this.#groups) {
      this.#drift(group, day);
      const alive = this.#instances.filter((one) => one.group === group && one.until > day);
      for (let missing = group.size - alive.length; missing > 0; missing--) alive.push(this.#begin(group, day));
      for (const { id, streams } of alive)
        for (const { port, rhythm, phase, median, spread } of [...group.streams, ...streams]) {
          if (!isDue(rhythm, phase, day) || random.chance(0.03)) continue;
          yield flowOf(
            id,
            group.subnet,
            port,
            logNormal(random, isWeekend(day) ? median / 3 : median, spread),
            strangeAddress(random),
          );
        }
      yield* this.#rare(group, alive, day);
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    const fork = random.fork('attack');
    return {
      did: [kind],
      steps: (offset) => {
        const alive = this.#instances.filter(({ until, group }) => until > this.#today && group.lives > 5);
        const victim = random.fork('victim').pick(alive.slice(0, 6));
        const { subnet } = victim.group;
        const send = (port: number, bytes: number, minute: number): RecordedStep => ({
          minute,
          records: [flowOf(victim.id, subnet, port, bytes, strangeAddress(fork))],
        });
        const hours = Array.from({ length: 12 }, (_, hour) => hour);
        if (kind === 'slow exfiltration') return offset > 4 ? [] : [send(443, logNormal(fork, GB, 0.5), 60)];
        if (offset > 0) return [];
        switch (kind) {
          case 'exfiltration': {
            const port = fork.pick([443, 22]);
            const bytes = logNormal(fork, 60 * GB, 0.8);
            return hours.map((hour) => send(port, bytes / hours.length, hour * 20));
          }
          case 'shell':
            return [send(fork.pick([4444, 1337, 31_337, 9001, 8999, 5555]), 3 * MB, 1)];
          case 'miner':
            return hours.map((hour) => send(fork.pick([3333, 14_444, 5555, 443]), 400_000, hour * 60));
          default:
            return [send(fork.int(1025, 32_000), 30 * MB, 5)];
        }
      },
    };
  }

  #begin(group: Group, day: number): Instance {
    const random = this.#random;
    const instance = {
      id: `i-${String(this.#count++).padStart(17, '0')}`,
      group,
      streams: [],
      until: day + Math.max(1, logNormal(random, group.lives, 0.5)),
    };
    this.#instances.push(instance);
    return instance;
  }

  /** Releases: more of the same, another partner, another job. */
  #drift({ streams }: Group, day: number): void {
    const random = this.#random;
    if (!random.chance(1 / 45)) return;
    const [stream] = streams;
    if (stream === undefined) return;
    const port = random.chance(0.5) ? random.pick(ODD_PORTS) : 443;
    const rhythm = random.pick(['daily', 'weekly', 'monthly'] as const);
    streams.push({ port, rhythm, phase: day, median: stream.median * random.pick([0.1, 1, 4]), spread: 0.6 });
  }

  /** What people do on single instances. */
  *#rare({ kind, subnet }: Group, alive: readonly Instance[], day: number): Iterable<VpcFlowRecord> {
    const random = this.#random;
    const { factor } = this.#beginning;
    for (const { id } of alive) {
      const isDesk = kind === 'desk' && !isWeekend(day);
      const sometimes = (name: string, rate: number) => random.chance(Math.min(0.2, rate * factor(name)));
      if (sometimes('a dump is sent', 0.0015))
        yield flowOf(id, subnet, random.pick([22, 443]), logNormal(random, 8 * GB, 1), strangeAddress(random));
      if (sometimes('a port is tried', isDesk ? 0.02 : 0.001))
        yield flowOf(id, subnet, random.pick(ODD_PORTS), 200_000, strangeAddress(random));
    }
  }
}

const KIND_NAMES = ['web', 'worker', 'reports', 'backup', 'mail', 'crawler', 'desk', 'runner'] as const;
const KINDS = ['exfiltration', 'slow exfiltration', 'shell', 'miner', 'another port'] as const;

export const traffic = worldOf('traffic', profile, KINDS, (beginning) => new AccountOfInstances(beginning));

function flowOf(instance: string, subnet: string, dstport: number, bytes: number, remote: string): VpcFlowRecord {
  const local = '10.0.0.10';
  return {
    id: undefined,
    time: 0,
    accountId: '',
    region: 'us-east-1',
    interface_id: `eni-${instance.slice(2)}`,
    instance_id: instance,
    vpc_id: undefined,
    subnet_id: subnet,
    srcaddr: local,
    dstaddr: remote,
    srcport: 50_000,
    dstport,
    protocol: 6,
    packets: 1000,
    bytes,
    start: 0,
    end: 60,
    action: 'ACCEPT',
    tcp_flags: 3,
    direction: 'egress',
    initiator: 'local',
    answer: 1000,
    isWhole: true,
    carriedFor: undefined,
    isToldAtHome: false,
    callersBeside: 1,
    serves: () => false,
    local,
    localPort: 50_000,
    remote,
    remotePort: dstport,
  };
}
