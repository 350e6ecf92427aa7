import { Client, type ClientConfig } from 'pg';
import { StatementNames } from './statement-names.ts';

/**
 * A connection that has the server prepare repeated statements. For a statement that touches few rows, parsing and
 * planning take the server several times as long as executing it.
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

/** Without parameters the driver uses a shorter protocol, which has no named statements. */
function hasAny(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0;
}

/** The server keeps them for each connection. */
const PREPARED_MAX = 100;
