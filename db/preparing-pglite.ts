import { parse, PGlite, protocol, type PGliteOptions, type Transaction } from '@electric-sql/pglite';
import { StatementNames } from './statement-names.ts';

type Query = PGlite['query'];
type Asked = Parameters<Query>;

/**
 * An embedded database that prepares repeated statements. By itself, PGlite sends each statement in six messages, and
 * parses and plans it each time. For a statement that touches few rows, that takes four times as long as executing it.
 */
export class PreparingPglite extends PGlite {
  readonly #names = new StatementNames(PREPARED_MAX);
  /** By the names of statements that are prepared, the types of their parameters. */
  readonly #types = new Map<string, readonly number[]>();

  /** Settles when no statement is running. */
  #idle: Promise<unknown> = Promise.resolve();

  constructor(options: PGliteOptions) {
    super(options);
    const ask = this.#preparing(this.query);
    this.query = async (...asked) => this.#inTurn(() => ask(...asked));
  }

  override async transaction<Answer>(act: (tx: Transaction) => Promise<Answer>): Promise<Answer> {
    return this.#inTurn(() =>
      super.transaction(async (tx) => {
        tx.query = this.#preparing(tx.query);
        return act(tx);
      }),
    );
  }

  /** One statement after the other: one that is sent beside a transaction must not become part of it. */
  #inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#idle.then(act);
    this.#idle = answer.catch(() => undefined);
    return answer;
  }

  #preparing(query: Query): Query {
    return new Proxy(query, {
      apply: (_query, _self, asked: Asked) => {
        const name = this.ready ? this.#names.nameOf(asked[0]) : undefined;
        return name === undefined ? Reflect.apply(query, this, asked) : this.runExclusive(() => this.#ask(name, asked));
      },
    });
  }

  async #ask(name: string, [text, values = [], options]: Asked): Promise<unknown> {
    const types = this.#types.get(name) ?? (await this.#prepare(name, text));
    const { messages } = await this.execProtocol(
      Buffer.concat([
        serialize.bind({ statement: name, values: values.map((value, at) => this.#serialized(value, types[at])) }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
        serialize.sync(),
      ]),
    );
    return parse.parseResults(messages, this.parsers, options)[0];
  }

  async #prepare(name: string, text: string): Promise<readonly number[]> {
    const { messages } = await this.execProtocol(
      Buffer.concat([serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync()]),
    );
    const types = parse.parseDescribeStatementResults(messages);
    this.#types.set(name, types);
    return types;
  }

  #serialized(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = type === undefined ? undefined : this.serializers[type];
    return serializer === undefined ? String(value) : serializer(value);
  }
}

const { serialize } = protocol;

/** All jobs, the queue and the API share one connection. */
const PREPARED_MAX = 300;
