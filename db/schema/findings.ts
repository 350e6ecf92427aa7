import { sql, type SQL } from 'drizzle-orm';
import {
  bigint,
  boolean,
  bytea,
  customType,
  doublePrecision,
  index,
  json,
  jsonb,
  pgTable,
  text,
} from 'drizzle-orm/pg-core';
import { UNTOUCHED, type Disposition } from '#services/model/disposition.ts';
import type { JudgedWith } from '#services/model/detector.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { PART_FROM, type FindingField } from '#services/model/finding-field.ts';
import { FIELD_ENTRIES, FINDING_FACETS, FINDING_FIELDS, type FieldName } from '#services/model/finding-fields.ts';
import { instant } from './columns.ts';

/** The column type for each kind of field. The database computes the columns from the JSON of body and disposition. */
const COLUMNS = {
  text: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  status: (name: string, value: SQL) => text(name).notNull().generatedAlwaysAs(value),
  feedback: (name: string, value: SQL) => text(name).generatedAlwaysAs(value),
  maybeText: (name: string, value: SQL) => text(name).generatedAlwaysAs(value),
  // As JSON, because the database may not make an array of text of it here; the index is as good, for texts of any length.
  texts: (name: string, value: SQL) => jsonb(name).$type<readonly string[]>().notNull().generatedAlwaysAs(value),
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

/** Only the first letters of a text are searchable, this many: outsiders choose the text, and may make it long. */
const WORDS_FROM = 8000;

function tsvector(name: string) {
  return customType<{ data: string }>({ dataType: () => 'tsvector' })(name);
}

/** A text reduced to letters and digits, separated by spaces: ids and addresses contain many other characters. */
function lettersOf(value: SQL): SQL {
  return sql`regexp_replace(${value}, '[^[:alnum:]]+', ' ', 'g')`;
}

/**
 * The search query for a text: all its words, the last of which may be incomplete. Null, which matches nothing, for a
 * text without words.
 */
export function wordsQuery(asked: string): SQL {
  return queryOf(lettersOf(sql`${asked}::text`));
}

/**
 * The same without single letters before the last word, such as the "i" of `i-0abcd1234`. They occur in nearly every
 * finding, and an index walks all entries of each word; the letters are then checked on its results. Undefined when
 * there are none.
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
 * Converts ISO 8601 in UTC into a moment, piece by piece: PostgreSQL's own parsing of times depends on settings, so it
 * is not allowed in computed columns. A year that has not four digits, as from a log with a broken clock, becomes the
 * latest moment.
 */
function momentOf(value: SQL): SQL {
  return sql`case when ${value} ~ '^[0-9]{4}-' then make_timestamp(
    substr(${value}, 1, 4)::int, substr(${value}, 6, 2)::int, substr(${value}, 9, 2)::int,
    substr(${value}, 12, 2)::int, substr(${value}, 15, 2)::int,
    rtrim(substr(${value}, 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end`;
}

/** Null where there is no value: then the other value counts. */
function momentIn(value: SQL): SQL {
  return sql`case when ${value} is not null then ${momentOf(value)} end`;
}

/** The value at a path, as text. */
function valueAt([first, ...rest]: FindingField['path']): SQL {
  const [column, path] = first === 'disposition' ? [first, rest] : ['body', [first, ...rest]];
  return sql.raw(`(${column} #>> '{${path.join(',')}}')`);
}

/** All values at a path, as a list in JSON. */
function valuesAt(path: FindingField['path']): SQL {
  const steps = path.map((name) => (name === '*' ? '.*' : `."${name}"`)).join('');
  return sql.raw(`jsonb_path_query_array(body, '$${steps}[*]')`);
}

/**
 * The value that a column is computed from: a field's text, or a substitute when it is absent, or several texts joined or
 * listed.
 */
function valueOf({ path, otherwise, also, part, holds }: Omit<FindingField, 'filters'>): SQL {
  if (holds === 'texts') return sql.join([path, ...(also ?? [])].map(valuesAt), sql` || `);
  if (also !== undefined)
    return sql.join(
      [path, ...also].map((each) => sql`coalesce(${valueAt(each)}, '')`),
      sql` || ' ' || `,
    );
  const value = otherwise === undefined ? valueAt(path) : sql`coalesce(${valueAt(path)}, ${valueAt(otherwise)})`;
  return part === undefined
    ? value
    : sql`substring(left(${value}, ${sql.raw(String(PART_FROM))}) from ${sql.raw(`'${part}'`)})`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// `Object.fromEntries` loses the type of each member: `Columns` restores it.
const columns = Object.fromEntries(
  FIELD_ENTRIES.map((field) => [
    field.name,
    COLUMNS[field.holds](snake(field.name), valueOf(field), field.orLater && valueAt(field.orLater)),
  ]),
) as Columns;

/**
 * The columns behind account and type in the index for counting and filtering. The creation time comes first, so that a
 * page of one account and type is found in its usual order.
 */
const COUNTED = ['createdAt', ...FINDING_FACETS, 'lastSeen'].filter(isOtherField);

function isOtherField(name: string): name is FieldName {
  return name in FINDING_FIELDS && name !== 'accountId' && name !== 'type';
}

/** A body without its action, its evidence, the details of its resource and what no list shows. */
const OUTLINE = sql`jsonb_set(
  jsonb_set(
    (body - '{resource,schemaVersion,arn,partition}'::text[]) #- '{service,action}' #- '{service,additionalInfo}'
      #- '{service,evidence}' #- '{service,serviceName}' #- '{service,detectorId}' || '{"resource": {}}',
    '{resource,id}', body #> '{resource,id}'),
  '{resource,resourceType}', body #> '{resource,resourceType}')::json`;

/** Every finding: complete in `body`, plus the columns that lists filter and sort by (`FINDING_FIELDS`). */
export const findings = pgTable(
  'findings',
  {
    id: text().primaryKey(),
    /** What the finding needs to grow (`FindingMemory`), compressed; null in findings from before it existed. */
    memory: bytea(),
    body: jsonb().$type<FindingBody>().notNull(),
    /**
     * The body as lists show it (`OUTLINE_MEMBERS`), as JSON. The body is stored compressed and apart from its row, and
     * fetching fifty of them would cost more than the rest of a page.
     */
    outline: json().$type<FindingBody>().notNull().generatedAlwaysAs(OUTLINE),
    /**
     * What people and their rules made of it: written by whichever process has locked the row, a worker's or the API's.
     */
    disposition: jsonb().$type<Disposition>().notNull().default(UNTOUCHED),
    /**
     * Ids of the other resources that it names, besides `resourceId`, by which more facts may be found; null when there
     * are none.
     */
    furtherAliases: text('further_aliases').array(),
    /** The settings with which it was last judged; null in findings from before they were kept. */
    judgedWith: jsonb('judged_with').$type<JudgedWith>(),
    /**
     * Place of the last change in the order of changes. A trigger sets it at every write, and overrides any given
     * value.
     */
    place: bigint({ mode: 'number' }).notNull().default(0),
    ...columns,
  },
  (t) => [
    index('findings_by_place').on(t.place, t.id),
    // For counting from the index alone: the findings themselves are a hundred times as large.
    index('findings_counted').on(t.accountId, t.type, ...COUNTED.map((name) => t[name])),
    ...FIELD_ENTRIES.flatMap(({ name, holds, sorts, indexed }) => {
      const named = index(`findings_by_${snake(name)}`);
      if (sorts) return [named.on(t[name], t.id)];
      if (indexed === 'hash') return [named.using('hash', t[name])];
      if (holds === 'words' || holds === 'texts') return [named.using('gin', t[name])];
      if (!indexed) return [];
      const on = indexed === 'newest' ? named.on(t[name], t.createdAt, t.id) : named.on(t[name]);
      // Most findings have no such value: leaving them out of the index makes their writes cheaper.
      return [holds === 'maybeText' ? on.where(sql`${t[name]} is not null`) : on];
    }),
  ],
);
