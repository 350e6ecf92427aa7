/** Names for the repeated statements of one connection, by their text. */
export class StatementNames {
  readonly #max: number;
  /** By text, how often a statement was run. */
  readonly #asked = new Map<string, number>();
  readonly #names = new Map<string, string>();

  /** @param max a plan of each named statement is kept */
  constructor(max: number) {
    this.#max = max;
  }

  /** Undefined for a statement that is not prepared. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size === this.#max) return known;
    if (this.#asked.size === ASKED_MAX) this.#asked.clear();
    const times = 1 + (this.#asked.get(text) ?? 0);
    this.#asked.set(text, times);
    if (times < TIMES_MIN) return undefined;
    this.#asked.delete(text);
    const name = `s${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}

/** Statements whose texts vary, such as with the length of a list, must not keep the others out. */
const TIMES_MIN = 3;
const ASKED_MAX = 1000;
