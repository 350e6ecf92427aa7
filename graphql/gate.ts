import { GraphQLError } from 'graphql';

/** Limits how many run at once; the others wait in a queue of bounded length. */
export class Gate {
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #full: string;
  #running = 0;

  /** @param full error message for callers that find the queue full */
  constructor(atOnce: number, waitingMax: number, full: string) {
    this.#atOnce = atOnce;
    this.#waitingMax = waitingMax;
    this.#full = full;
  }

  /** @throws GraphQLError when too many wait */
  async run<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#waitingMax) throw busy(this.#full);
      await new Promise<void>((ready) => this.#waiting.push(ready));
    } else this.#running++;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

export function busy(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'TRY_AGAIN' } });
}
