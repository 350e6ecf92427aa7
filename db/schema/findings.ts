import { sql, type SQL } from 'drizzle-orm';
import { bigint, boolean, bytea, customType, doublePrecision, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { UNTOUCHED, type Disposition } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import {
  FIELD_ENTRIES,
  FINDING_FACETS,
  FINDING_FIELDS,
  type FieldName,
  type FindingField,
} from '#services/model/finding-fields.ts';
import { instant } from './columns.ts';

/** The column of a field, by what the field holds: computed by the database from the finding's JSON and its disposition's. */
const COLUMNS = {
  text: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  status: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  feedback: (name: string, value: SQL) => text(name).generatedAlwaysAs(value),
  maybeText: (name: string, value: SQL) => text(name).generatedAlwaysAs(value),
  findingType: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  accountId: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  region: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  number: (name: string, value: SQL) =>
    doublePrecision(name)
      .notNull()
      .generatedAlwaysAs(sql`(${value})::float8`),
  flag: (name: string, value: SQL) =>
    boolean(name)
      .notNull()
      .generatedAlwaysAs(sql`(${value})::boolean`),
  words: (name: string, value: SQL) =>
    tsvector(name)
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('simple', ${lettersOf(sql`left(${value}, ${sql.raw(String(WORDS_FROM))})`)})`),
  moment: (name: string, value: SQL, other?: SQL) =>
    instant(name)
      .notNull()
      .generatedAlwaysAs(other === undefined ? momentOf(value) : sql`greatest(${momentOf(value)}, ${momentIn(other)})`),
};

/** Letters of texts that words are looked for in: they are made of what others name. */
const WORDS_FROM = 8000;

function tsvector(name: string) {
  return customType<{ data: string }>({ dataType: () => 'tsvector' })(name);
}

/** A text as letters and digits with spaces between: what else there is, ids and addresses have in many ways. */
function lettersOf(value: SQL): SQL {
  return sql`regexp_replace(${value}, '[^[:alnum:]]+', ' ', 'g')`;
}

/** What is looked for: all words of a text, the last of which may be the beginning of one; null, which matches nothing, for none. */
export function wordsQuery(asked: string): SQL {
  return queryOf(lettersOf(sql`${asked}::text`));
}

/**
 * The same without single letters before the last word, such as the "i" of `i-0abcd1234`: they stand in nearly every finding,
 * and an index walks all that it knows of each. Of what it finds the letters are looked for then. Undefined where there are none.
 */
export function rareWordsQuery(asked: string): SQL | undefined {
  if (!/(^|[^\p{L}\p{N}])[A-Za-z][^\p{L}\p{N}]/u.test(asked)) return undefined;
  return queryOf(sql`regexp_replace(${lettersOf(sql`${asked}::text`)}, '(^| )[A-Za-z](?= [^ ])', '', 'g')`);
}

function queryOf(letters: SQL): SQL {
  return sql`to_tsquery('simple', replace(nullif(trim(${letters}), ''), ' ', ' & ') || ':*')`;
}

type Columns = {
  [Name in FieldName]: ReturnType<(typeof COLUMNS)[(typeof FINDING_FIELDS)[Name]['holds']]>;
};

/**
 * ISO 8601 in UTC as a moment. Cut into pieces, for PostgreSQL computes no column with its own reading of times, which
 * depends on settings. What is no year of four digits, as in a log whose clock has gone mad, is the end of all years.
 */
function momentOf(value: SQL): SQL {
  return sql`case when ${value} ~ '^[0-9]{4}-' then make_timestamp(
    substr(${value}, 1, 4)::int, substr(${value}, 6, 2)::int, substr(${value}, 9, 2)::int,
    substr(${value}, 12, 2)::int, substr(${value}, 15, 2)::int,
    rtrim(substr(${value}, 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end`;
}

/** Null where there is none: then the other counts. */
function momentIn(value: SQL): SQL {
  return sql`case when ${value} is not null then ${momentOf(value)} end`;
}

/** The value at a path, as text. */
function valueAt([first, ...rest]: FindingField['path']): SQL {
  const [column, path] = first === 'disposition' ? [first, rest] : ['body', [first, ...rest]];
  return sql.raw(`(${column} #>> '{${path.join(',')}}')`);
}

/** What a column is computed from: where a field stands, or what stands there instead, or several texts in a row. */
function textOf({ path, otherwise, also }: Pick<FindingField, 'path' | 'otherwise' | 'also'>): SQL {
  if (also !== undefined)
    return sql.join(
      [path, ...also].map((each) => sql`coalesce(${valueAt(each)}, '')`),
      sql` || ' ' || `,
    );
  return otherwise === undefined ? valueAt(path) : sql`coalesce(${valueAt(path)}, ${valueAt(otherwise)})`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// A table that is walked loses the types of its members: `Columns` says again what each entry leads to.
const columns = Object.fromEntries(
  FIELD_ENTRIES.map(({ orLater, holds, ...field }) => [
    field.name,
    COLUMNS[holds](snake(field.name), textOf(field), orLater && valueAt(orLater)),
  ]),
) as Columns;

/**
 * What findings are counted by and filtered by when they are counted, behind the account and the type. When they were made
 * comes first: a page of an account and a type is found in its usual order.
 */
const COUNTED = ['createdAt', ...FINDING_FACETS, 'lastSeen'].filter(isOtherField);

function isOtherField(name: string): name is FieldName {
  return name in FINDING_FIELDS && name !== 'accountId' && name !== 'type';
}

/** Every finding: the whole of it as `body`, and beside it the columns that lists filter and sort by (`FINDING_FIELDS`). */
export const findings = pgTable(
  'findings',
  {
    id: text().primaryKey(),
    /** What the finding needs to grow (`FindingMemory`), compressed; null in findings of before there was one. */
    memory: bytea(),
    body: jsonb().$type<FindingBody>().notNull(),
    /** What people and their rules make of it: written by whoever holds the row, be it a worker or a person. */
    disposition: jsonb().$type<Disposition>().notNull().default(UNTOUCHED),
    /** Ids by which more may be known of the resources that it names, besides `resourceId`; null where there are none. */
    furtherAliases: text('further_aliases').array(),
    /** Of the last change in the order of changes. The database sets it at every write: whatever a statement says is overruled. */
    place: bigint({ mode: 'number' }).notNull().default(0),
    ...columns,
  },
  (t) => [
    index('findings_by_place').on(t.place, t.id),
    // What counts are made of, without a look at any finding: findings themselves are a hundred times as large.
    index('findings_counted').on(t.accountId, t.type, ...COUNTED.map((name) => t[name])),
    ...FIELD_ENTRIES.flatMap(({ name, holds, sorts, indexed }) => {
      const named = index(`findings_by_${snake(name)}`);
      if (sorts) return [named.on(t[name], t.id)];
      if (indexed === 'hash') return [named.using('hash', t[name])];
      if (holds === 'words') return [named.using('gin', t[name])];
      // Most have no such value: what is not in the index costs nothing when a finding is written.
      if (indexed && holds === 'maybeText') return [named.on(t[name]).where(sql`${t[name]} is not null`)];
      if (indexed === 'newest') return [named.on(t[name], t.createdAt, t.id)];
      return indexed ? [named.on(t[name])] : [];
    }),
  ],
);
