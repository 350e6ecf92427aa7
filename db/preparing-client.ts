import { Client, type ClientConfig } from 'pg';
import { StatementNames } from './statement-names.ts';

/**
 * A connection that has the server prepare the statements that it is asked again and again. Parsing and planning a
 * statement takes the server several times as long as carrying it out, where that touches few rows.
 */
export class PreparingClient extends Client {
  readonly #names = new StatementNames(PREPARED_MAX);

  constructor(config?: string | ClientConfig) {
    super(config);
    this.query = new Proxy(this.query, {
      apply: (query, client, [asked, values, ...rest]: readonly unknown[]) =>
        Reflect.apply(query, client, [hasAny(values) ? this.#named(asked) : asked, values, ...rest]),
    });
  }

  #named(asked: unknown): unknown {
    if (typeof asked === 'string') return { text: asked, name: this.#names.nameOf(asked) };
    if (typeof asked !== 'object' || asked === null || !('text' in asked) || typeof asked.text !== 'string')
      return asked;
    return { ...asked, name: this.#names.nameOf(asked.text) };
  }
}

/** Without parameters the driver asks in a shorter way, which names nothing. */
function hasAny(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0;
}

/** The server keeps them for each connection. */
const PREPARED_MAX = 100;
