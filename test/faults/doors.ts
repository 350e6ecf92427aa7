import type { Fault } from './step.ts';
import type { DoorName, Met } from './kinds.ts';

/** Work that happens before a door is passed: by another process, or the same job again. */
export type Meanwhile = (fault: Fault) => Promise<void>;

/** One kind of access from a process to the outside. */
export interface Door {
  readonly name: DoorName;
  /** The error that the caller gets when the request is refused, or when its answer is lost. */
  readonly refusal: () => Error;
}

/**
 * All access from a process to the outside. Each request passes here and meets the planned faults. A killed process
 * gets no answers any more: its promises never settle, so none of its code runs, not even in `catch` and `finally`.
 */
export class Doors {
  /** Rejects when the process is killed. */
  readonly death: Promise<never>;
  readonly #die: (error: Killed) => void;
  #isDead = false;
  #faults: readonly Fault[] = [];
  #passed = 0;
  #deliveries = 0;
  /** True while another process works in between. */
  #waits = false;
  #meanwhile: Meanwhile = async () => {};
  readonly #met: Met;

  /** @param met called for each fault that was met */
  constructor(met: Met) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.death = promise;
    this.death.catch(() => undefined);
    this.#die = reject;
    this.#met = met;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** How many doors were passed since `begin`. */
  get passed(): number {
    return this.#passed;
  }

  /** Starts a new count of doors, with these faults. */
  begin(faults: readonly Fault[], meanwhile: Meanwhile): void {
    this.#passed = 0;
    this.#deliveries = 0;
    this.#faults = faults;
    this.#meanwhile = meanwhile;
  }

  #next({ name }: Door): Fault | undefined {
    const at = this.#passed++;
    const among = name === 'delivery' ? this.#deliveries++ : undefined;
    return this.#faults.find((fault) => fault.at === (fault.among === undefined ? at : among));
  }

  kill(): void {
    this.#isDead = true;
    this.#die(new Killed());
  }

  /** @param alone nothing else can happen in between, because the caller holds the database */
  async pass<Answer>(ask: () => Promise<Answer>, door: Door, alone = false): Promise<Answer> {
    if (this.#isDead) return never();
    const fault = this.#next(door);
    const what = fault?.what;
    const isOfOthers = what === 'meanwhile' || what === 'twice';
    if (isOfOthers && (alone || this.#waits)) return this.pass(ask, door, alone);
    if (what !== undefined) this.#met(`${what} at a ${door.name}`);
    if (what === 'killed') this.kill();
    if (what === 'refused') throw door.refusal();
    if (fault !== undefined && isOfOthers) {
      this.#waits = true;
      await this.#meanwhile(fault);
      this.#waits = false;
    }
    if (this.#isDead) return never();
    const answer = await ask();
    if (what === 'killed-after') this.kill();
    if (this.#isDead) return never();
    if (what === 'answer-lost') throw door.refusal();
    return answer;
  }
}

/** Ends work of a dead process that others wait for, such as a transaction. */
export class Killed extends Error {}

export function never(): Promise<never> {
  return new Promise(() => {});
}
