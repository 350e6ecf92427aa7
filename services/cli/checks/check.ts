import type { Situation } from './situation.ts';

/** `fine` works, `look` works with less than it could, `broken` does not work until somebody does what `detail` says. */
export type State = 'fine' | 'look' | 'broken';

export interface Verdict {
  readonly state: State;
  /** The present state, and what to do if it is not right. */
  readonly detail: string;
}

/** Something that must be in place for the service to work. A check tries it in the same way as the service. */
export interface Check {
  readonly name: string;
  /** An exception counts as broken, with the error's message as detail. */
  run(situation: Situation): Promise<readonly Verdict[]>;
}

export const fine = (detail: string): Verdict => ({ state: 'fine', detail });
export const look = (detail: string): Verdict => ({ state: 'look', detail });
export const broken = (detail: string): Verdict => ({ state: 'broken', detail });
