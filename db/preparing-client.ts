import { Client, type ClientConfig } from 'pg';

/**
 * A connection that has the server prepare the statements that it is asked again and again. Parsing and planning a
 * statement takes the server several times as long as carrying it out, where that touches few rows.
 */
export class PreparingClient extends Client {
  /** By text, how often a statement was asked. */
  readonly #asked = new Map<string, number>();
  /** By text, the names of prepared statements. */
  readonly #names = new Map<string, string>();

  constructor(config?: string | ClientConfig) {
    super(config);
    this.query = new Proxy(this.query, {
      apply: (query, client, [asked, values, ...rest]: readonly unknown[]) =>
        Reflect.apply(query, client, [hasAny(values) ? this.#named(asked) : asked, values, ...rest]),
    });
  }

  #named(asked: unknown): unknown {
    if (typeof asked === 'string') return { text: asked, name: this.#nameOf(asked) };
    if (typeof asked !== 'object' || asked === null || !('text' in asked) || typeof asked.text !== 'string')
      return asked;
    return { ...asked, name: this.#nameOf(asked.text) };
  }

  /** Undefined for a statement that is not prepared. */
  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size === PREPARED_MAX) return known;
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

/** Without parameters the driver asks in a shorter way, which names nothing. */
function hasAny(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0;
}

/** Statements whose texts vary, such as with the length of a list, must not keep the others out. */
const TIMES_MIN = 3;
/** The server keeps a plan of each statement for each connection. */
const PREPARED_MAX = 100;
const ASKED_MAX = 1000;
