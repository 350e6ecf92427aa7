import type { Fault } from './step.ts';
import type { DoorName, Met } from './kinds.ts';

/** What happens before a door is passed: some other process does something, or the same. */
export type Meanwhile = (fault: Fault) => Promise<void>;

/** What a process asks of the outside by. */
export interface Door {
  readonly name: DoorName;
  /** The error that whoever asks gets when it is refused, or when the answer is lost. */
  readonly refusal: () => Error;
}

/**
 * The way out of a process. Whatever it asks of the outside passes here, and meets the faults that the job was given. A
 * process that was killed hears nothing any more: what it waits for never comes, and so nothing of it runs, not even
 * what stands in `catch` and `finally`.
 */
export class Doors {
  /** Rejects when the process is killed. */
  readonly death: Promise<never>;
  readonly #die: (error: Killed) => void;
  #isDead = false;
  #faults: readonly Fault[] = [];
  #passed = 0;
  #deliveries = 0;
  /** Others are at work. */
  #waits = false;
  #meanwhile: Meanwhile = async () => {};
  readonly #met: Met;

  /** @param met told of each fault that was met */
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

  /** How many doors were passed since. */
  get passed(): number {
    return this.#passed;
  }

  /** From now on doors are counted anew, and these faults are met. */
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

  /**
   * @param alone nothing else can be done meanwhile: somebody holds what it would need
   */
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

/** Ends what a dead process has begun and others wait for, such as a transaction. */
export class Killed extends Error {}

export function never(): Promise<never> {
  return new Promise(() => {});
}
