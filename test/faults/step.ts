import { hours, minutes } from '#services/model/time.ts';
import { seeded } from '../replay/objects.ts';

/** What goes wrong at one door of a process: a query, a call of AWS, a batch that is sent. */
export interface Fault {
  /** The door, counted from where the process begins to work; among the batches that are sent alone, where it says so. */
  readonly at: number;
  readonly among?: 'delivery';
  readonly what: FaultKind;
  /** What is delivered, and told of, before another process works. */
  readonly writes?: Write;
}

/**
 * `refused`: nothing is done, and an error comes back; `answer-lost`: it is done, and an error comes back all the same;
 * `killed` and `killed-after`: the process ends there, as by kill -9; `meanwhile`: another process works first; `twice`:
 * another process does the same job first, for it does not know that somebody is at it.
 */
export const FAULT_KINDS = ['refused', 'answer-lost', 'killed', 'killed-after', 'meanwhile', 'twice'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** How an account stands. */
export interface AccountState {
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'GONE';
  /** Its member role lets us in. */
  readonly role: boolean;
  /** It has a flow log. */
  readonly flowLog: boolean;
  /** Its flow logs may be read, and not only listed. */
  readonly readable: boolean;
}

/** How whoever findings are sent to answers: takes all, is away, takes and forgets to say so, or takes every second. */
export const MOODS = ['well', 'away', 'forgetful', 'choosy'] as const;
export type Mood = (typeof MOODS)[number];

/** Log objects are delivered. */
export interface Write {
  readonly do: 'write';
  readonly account: number;
  readonly source: 'cloudtrail' | 'vpc-flow';
  /** Of the same hour. */
  readonly objects: number;
  /** What the records are made of. */
  readonly seed: number;
  /** How long before it is stored its key says. */
  readonly agoMs: number;
  /** Of its notification. */
  readonly told: 'once' | 'twice' | 'late' | 'out of order' | 'never' | 'garbled';
  readonly shape: 'whole' | 'truncated' | 'repeats another';
}

/**
 * One thing that happens. A step is a value that says all of itself, so that the rest of a run still means something
 * where one is left out. A number named `pick` is from 0 up to 1, and names one of however many there are then.
 */
export type Step =
  | Write
  | { readonly do: 'replace'; readonly pick: number; readonly by: 'other bytes' | 'the same bytes' | 'nothing' }
  | { readonly do: 'account'; readonly account: number; readonly becomes: Partial<AccountState> }
  | { readonly do: 'trail'; readonly logging: boolean }
  | { readonly do: 'mood'; readonly mood: Mood }
  | { readonly do: 'lose words' }
  | { readonly do: 'restart'; readonly pick: number }
  /** A process's clock is put so far ahead of the truth. */
  | { readonly do: 'clock'; readonly process: number; readonly skewMs: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** Nobody does anything for so long: then nothing more is written of what was before. */
  | { readonly do: 'rest'; readonly ms: number }
  /** A process does one job, and then all that it and others were woken for. */
  | { readonly do: 'work'; readonly first: FirstJob; readonly process: number; readonly faults: readonly Fault[] };

/** What a process may begin with. `hear` is to follow the queue of notifications. */
const FIRST_JOBS = ['list', 'hear', 'sweep', 'reconcile', 'seal'] as const;
export type FirstJob = (typeof FIRST_JOBS)[number];

/** The last one joins later, if ever. */
export const ACCOUNTS = ['111122223333', '444455556666', '123456789012'] as const;

/** Findings are kept so long after the last thing that happened to them, objects may come so late. */
export const KEPT = { retentionDays: 30, lateDays: 2 } as const;

/** What a seed stands for. */
export function stepsOf(seed: number): readonly Step[] {
  const random = seeded(seed);
  random();
  const count = 9 + Math.floor(random() * 8);
  return Array.from({ length: count }, (_, n) => stepOf(random, n / count));
}

function stepOf(random: () => number, progress: number): Step {
  const among = <Item>(...items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const kind = random();
  if (kind < 0.34)
    return {
      do: 'work',
      first: among('list', 'list', 'hear', 'hear', 'sweep', among(...FIRST_JOBS)),
      process: Math.floor(random() * 2),
      faults: faultsOf(random),
    };
  if (kind < 0.68)
    return {
      do: 'write',
      account: among(0, 0, 0, 1, random() < 0.5 ? 1 : 2),
      source: among('cloudtrail', 'vpc-flow'),
      objects: 1 + Math.floor(random() * 3),
      seed: Math.floor(random() * 1e9),
      agoMs: random() < 0.15 ? hours(24) * random() : minutes(15) * random(),
      told: among('once', 'once', 'twice', 'late', 'out of order', 'never', 'garbled'),
      shape: among('whole', 'whole', 'whole', 'whole', 'truncated', 'repeats another'),
    };
  if (kind < 0.77) return { do: 'replace', pick: random(), by: among('other bytes', 'the same bytes', 'nothing') };
  if (kind < 0.83) {
    const account = Math.floor(random() * ACCOUNTS.length);
    const becomes = among<Partial<AccountState>>(
      { status: 'SUSPENDED' },
      { status: 'GONE' },
      { status: 'ACTIVE' },
      { status: 'ACTIVE', role: true },
      { role: false },
      { role: true, readable: true },
      { flowLog: random() < 0.7 },
      { readable: random() < 0.5 },
    );
    return { do: 'account', account, becomes };
  }
  if (kind < 0.84) return { do: 'trail', logging: random() < 0.5 };
  if (kind < 0.87) return { do: 'mood', mood: among(...MOODS) };
  if (kind < 0.885) return { do: 'lose words' };
  if (kind < 0.9) return { do: 'restart', pick: random() };
  if (kind < 0.92) return { do: 'clock', process: Math.floor(random() * 2), skewMs: minutes(20) * (random() - 0.5) };
  if (kind < 0.97 || progress < 0.3) return { do: 'wait', ms: hours(1) * random() - minutes(2) };
  return { do: 'rest', ms: among(hours(60), hours(60), hours(24 * 40)) };
}

/** Most meet a fault or two: that is what this is for. Some pass few doors, and a look at the organization many. */
function faultsOf(random: () => number): readonly Fault[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => {
    const what = FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)] ?? 'refused';
    // Few doors are batches: by chance alone next to none would be met.
    if (random() >= 0.25) return { at: Math.floor(120 ** random()) - 1, what };
    const batch = { at: Math.floor(random() * 2), among: 'delivery' as const, what };
    // What is being sent changes: for that somebody must have something to read just then.
    return what === 'meanwhile' ? { ...batch, writes: oneMore(random) } : batch;
  });
}

function oneMore(random: () => number): Write {
  const seed = Math.floor(random() * 1e9);
  const account = Number(random() < 0.2);
  return { do: 'write', account, source: 'cloudtrail', objects: 1, seed, agoMs: 0, told: 'once', shape: 'whole' };
}
