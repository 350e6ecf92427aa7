import { Buffer } from 'node:buffer';
import type { Batch, Column } from '#services/model/column.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { Constants } from '../columns.ts';
import { spanOf, type DecodedBatch } from '../decoded-batch.ts';
import type { Whereabouts } from '../home.ts';
import type { LineBatches } from '../log-source.ts';
import type { Troubles } from '../troubles.ts';
import type { Attempt } from './attempt.ts';
import { engineLine } from './engine-line.ts';
import { isBegunTable } from './postgres-line.ts';
import type { RdsLoginRecord } from './record.ts';

/**
 * The database that a log group of CloudWatch Logs belongs to: `/aws/rds/instance/orders/postgresql`,
 * `/aws/rds/cluster/orders/audit`.
 */
const GROUP = /^\/aws\/rds\/(instance|cluster)\/([^/]+)\//;

/**
 * Makes records of the lines of a database's log. Such logs are small compared with others, so every line is examined.
 */
export class LoginBatches implements LineBatches<RdsLoginRecord> {
  readonly #asked: ReadonlySet<string>;
  readonly #constants: Constants;

  constructor(fields: readonly string[], constants: Constants) {
    this.#asked = new Set([...fields, 'accountId', 'region']);
    this.#constants = constants;
  }

  *decoded(
    reader: Reader,
    _: readonly string[],
    place: Whereabouts,
    troubles: Troubles,
    positionOf: (line: number) => number = (line) => line,
  ): Generator<DecodedBatch<RdsLoginRecord>, void, void> {
    let met: Met[] = [];
    let isBegun = false;
    for (const { text, line } of linesOf(reader.text())) {
      const attempt = engineLine(text);
      if (attempt !== undefined) {
        met.push({ attempt, text, position: positionOf(line) });
        isBegun = isBegunTable(text);
      } else if (!isBegun && !CONTINUES.test(text)) troubles.add('unreadable-record', STRANGE, positionOf(line));
      if (met.length < LINES_MAX) continue;
      yield this.#decodedBatch(met, place);
      met = [];
    }
    yield this.#decodedBatch(met, place);
  }

  #decodedBatch(met: readonly Met[], place: Whereabouts): DecodedBatch<RdsLoginRecord> {
    const tried = new Set(
      met.flatMap(({ attempt: { event, connection } }) => (event.endsWith('login') ? [connection] : [])),
    );
    const [, kind, name] = GROUP.exec(place.logGroup ?? '') ?? [];
    const records = met.map(({ attempt }) =>
      // A connection that went on to a log-in attempt is no longer a mere connection.
      recordOf(
        attempt.event === 'connection' && tried.has(attempt.connection) ? { ...attempt, event: 'other' } : attempt,
        place,
        kind,
        name,
      ),
    );
    const batch = this.#batch(records, met, place);
    return { batch, span: spanOf(records.length, batch.time), passed: 0, note: undefined };
  }

  #batch(records: readonly RdsLoginRecord[], met: readonly Met[], place: Whereabouts): Batch<RdsLoginRecord> {
    const rows = records.length;
    const made = new Map<string, Column>();
    const asked = this.#asked;
    const at = (row: number): RdsLoginRecord => {
      const record = records[row];
      if (record === undefined) throw new Error(`There is no row ${row} of ${rows}.`);
      return record;
    };
    const make = (field: string): Column => {
      if (field === 'accountId') return this.#constants.column(place.accountId, rows);
      if (field === 'region') return this.#constants.column(place.region, rows);
      return interned(records.map((record) => Reflect.get(record, field)));
    };
    return {
      rows,
      column(field) {
        if (!asked.has(field)) throw new Error(`The column ${field} was not asked for when the batch was read`);
        const column = made.get(field) ?? make(field);
        made.set(field, column);
        return column;
      },
      record: at,
      time: (row) => at(row).time,
      text: (row) => met[row]?.text ?? '',
      position: (row) => met[row]?.position ?? 0,
    };
  }
}

interface Met {
  readonly attempt: Attempt;
  readonly text: string;
  readonly position: number;
}

/** Continuation lines of a statement or a message begin with a blank. */
const CONTINUES = /^(\s|$)/;
const STRANGE = 'A line that is of no log of PostgreSQL or MySQL: see what wrote it.';
/** At most this many lines are held at a time. */
const LINES_MAX = 50_000;

function recordOf(
  { host, event, engine, user, schema, address, application, time }: Attempt,
  { accountId, region }: Whereabouts,
  kind: string | undefined,
  name: string | undefined,
): RdsLoginRecord {
  return {
    event,
    engine,
    user,
    schema,
    address,
    application,
    time,
    id: undefined,
    accountId,
    region,
    database: host ?? name,
    cluster: kind === 'cluster' ? name : undefined,
  };
}

function* linesOf(text: Uint8Array): Generator<{ readonly text: string; readonly line: number }> {
  for (let from = 0, line = 1; from < text.length; line++) {
    const feed = text.indexOf(0x0a, from);
    const end = feed < 0 ? text.length : feed;
    yield {
      text: Buffer.from(text.buffer, text.byteOffset + from, end - from)
        .toString()
        .replace(/\r$/, ''),
      line,
    };
    from = end + 1;
  }
}

function interned(values: readonly unknown[]): Column {
  const known: string[] = [];
  const codeOf = new Map<unknown, number>();
  const codes = Uint32Array.from(values, (value) => {
    if (typeof value !== 'string') return 0;
    const code = codeOf.get(value) ?? known.push(value);
    codeOf.set(value, code);
    return code;
  });
  return { codes, limit: known.length + 1, generation: Symbol('log-ins'), value: (code) => known[code - 1] };
}
