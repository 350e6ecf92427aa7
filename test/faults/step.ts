import { hours, minutes } from '#services/model/time.ts';
import { seeded } from '../replay/objects.ts';

/** A fault at one door of a process: a query, a call to AWS, a batch that is sent. */
export interface Fault {
  /** The index of the door since the process began its work; with `among`, counted among the sent batches only. */
  readonly at: number;
  readonly among?: 'delivery';
  readonly what: FaultKind;
  /** Objects that are delivered, with notifications, before another process works. */
  readonly writes?: Write;
}

/**
 * `refused`: nothing is done, and an error is returned; `answer-lost`: the request takes effect, but an error is
 * returned; `killed` and `killed-after`: the process ends there, as by kill -9; `meanwhile`: another process works
 * first; `twice`: another process does the same job first, because it does not know that the job is running.
 */
export const FAULT_KINDS = ['refused', 'answer-lost', 'killed', 'killed-after', 'meanwhile', 'twice'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The state of an account. */
export interface AccountState {
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'GONE';
  /** Its member role can be assumed. */
  readonly role: boolean;
  /** It has a flow log. */
  readonly flowLog: boolean;
  /** Its flow logs may be read, and not only listed. */
  readonly readable: boolean;
}

/**
 * How the receiver of findings answers: it accepts all, is away, accepts without acknowledging, or accepts every second
 * one.
 */
export const MOODS = ['well', 'away', 'forgetful', 'choosy'] as const;
export type Mood = (typeof MOODS)[number];

/** Log objects are delivered. */
export interface Write {
  readonly do: 'write';
  readonly account: number;
  readonly source: 'cloudtrail' | 'vpc-flow';
  /** The number of objects, all of the same hour. */
  readonly objects: number;
  /** The seed of the records. */
  readonly seed: number;
  /** How long before the time of storing the time in its key is. */
  readonly agoMs: number;
  /** What happens to its notification. */
  readonly told: 'once' | 'twice' | 'late' | 'out of order' | 'never' | 'garbled';
  readonly shape: 'whole' | 'truncated' | 'repeats another';
}

/**
 * One thing that happens. A step is self-contained, so the rest of a run still makes sense when one is left out. A
 * number named `pick` is from 0 up to 1, and selects one of the items that exist at that time.
 */
export type Step =
  | Write
  | { readonly do: 'replace'; readonly pick: number; readonly by: 'other bytes' | 'the same bytes' | 'nothing' }
  | { readonly do: 'account'; readonly account: number; readonly becomes: Partial<AccountState> }
  | { readonly do: 'trail'; readonly logging: boolean }
  | { readonly do: 'mood'; readonly mood: Mood }
  | { readonly do: 'lose words' }
  | { readonly do: 'restart'; readonly pick: number }
  /** Sets the clock of a process so far ahead of the true time. */
  | { readonly do: 'clock'; readonly process: number; readonly skewMs: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** Nothing happens for so long: afterwards nothing more is written for the time before. */
  | { readonly do: 'rest'; readonly ms: number }
  /** A process does one job, and then all queued jobs. */
  | { readonly do: 'work'; readonly first: FirstJob; readonly process: number; readonly faults: readonly Fault[] };

/** The jobs that a process may begin with. `hear` is to follow the queue of notifications. */
const FIRST_JOBS = ['list', 'hear', 'sweep', 'reconcile', 'seal'] as const;
export type FirstJob = (typeof FIRST_JOBS)[number];

/** The last account joins later, if at all. */
export const ACCOUNTS = ['111122223333', '444455556666', '123456789012'] as const;

/** How long findings are kept after their last change, and how late objects may arrive. */
export const KEPT = { retentionDays: 30, lateDays: 2 } as const;

/** The steps that a seed stands for. */
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

/**
 * Most work steps get a fault or two, which is the purpose of the runs. Some jobs pass few doors, and a look at the
 * organization many.
 */
function faultsOf(random: () => number): readonly Fault[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => {
    const what = FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)] ?? 'refused';
    // Few doors are sent batches: random indexes would hardly ever select one.
    if (random() >= 0.25) return { at: Math.floor(120 ** random()) - 1, what };
    const batch = { at: Math.floor(random() * 2), among: 'delivery' as const, what };
    // The finding that is being sent must change, so the other process needs new data to read just then.
    return what === 'meanwhile' ? { ...batch, writes: oneMore(random) } : batch;
  });
}

function oneMore(random: () => number): Write {
  const seed = Math.floor(random() * 1e9);
  const account = Number(random() < 0.2);
  return { do: 'write', account, source: 'cloudtrail', objects: 1, seed, agoMs: 0, told: 'once', shape: 'whole' };
}
