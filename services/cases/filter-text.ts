import { z } from 'zod';
import { CASE_STATUSES, FEEDBACK } from '#services/model/disposition.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import { mistakeInFilter, type FindingFilter } from '#services/model/finding-filter.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { momentOf } from '#services/model/moment.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';

/**
 * Parses a filter written as JSON, in the words of the API: `{"or":[{"severities":["HIGH"]},{"assigned":false}]}`.
 *
 * @returns the filter, or its mistake as a sentence
 */
export function filterOfText(text: string): FindingFilter | string {
  try {
    return filterOfJson(JSON.parse(text));
  } catch {
    return `"${text.slice(0, 80)}" is not JSON: write a filter in the form of the API, such as {"not":{"regions":["us-east-1"]}}.`;
  }
}

/** The same for parsed JSON. */
export function filterOfJson(value: unknown): FindingFilter | string {
  const { data, error } = FILTER.safeParse(value);
  if (error !== undefined) {
    const [issue] = error.issues;
    const where = issue?.path.map(String).join('.');
    return `The filter does not have the form of the API${where ? ` at ${where}` : ''}: ${issue?.message ?? 'it has no members'}.`;
  }
  return mistakeInFilter(data) ?? data;
}

/** The schema is built to this depth instead of recursively: deeper filters are refused where they begin. */
const DEEPEST = 5;

function filterSchema(deeper: number): z.ZodType<FindingFilter> {
  const own = Object.fromEntries(FINDING_FILTERS.map((filter) => [filter.name, schemaOf(filter).optional()]));
  if (deeper === 0) return z.strictObject(own);
  const part = filterSchema(deeper - 1);
  return z.strictObject({
    ...own,
    and: z.array(part).optional(),
    or: z.array(part).optional(),
    not: part.optional(),
  });
}

function schemaOf({ holds, keeps }: Filter): z.ZodType {
  if (keeps === 'severities') return z.array(SEVERITY);
  if (keeps === 'known') return FLAG;
  return takesSeveral(keeps) ? z.array(VALUES[holds]) : VALUES[holds];
}

/** A text that PostgreSQL can store. */
const TEXT = z
  .string()
  .max(2000)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'text must be valid Unicode without NUL');

/** One of these words, in capitals or not. */
function oneOf<Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  return readFrom((text) => words.find((word) => word.toLowerCase() === text.toLowerCase()), words.join(', '));
}

/** What a text is read as; undefined is a mistake. */
function readFrom<Value>(read: (text: string) => Value | undefined, expected: string): z.ZodType<Value> {
  return z.string(`expected ${expected}`).transform((text, issues) => {
    const value = read(text);
    if (value !== undefined) return value;
    issues.addIssue(`expected ${expected}`);
    return z.NEVER;
  });
}

const FLAG = z.boolean('expected true or false');
const SEVERITY = oneOf(SEVERITY_LABELS);

const VALUES: Readonly<Record<Filter['holds'], z.ZodType>> = {
  text: TEXT,
  maybeText: TEXT,
  texts: TEXT,
  words: TEXT,
  accountId: TEXT,
  region: TEXT,
  findingType: TEXT.refine(isFindingType, 'expected a finding type such as UnauthorizedAccess:EC2/SSHBruteForce'),
  number: z.number('expected a number'),
  flag: FLAG,
  status: oneOf(CASE_STATUSES),
  feedback: oneOf(FEEDBACK),
  moment: readFrom(momentOf, 'a time such as 2026-11-22T19:47:03Z'),
};

const FILTER = filterSchema(DEEPEST);
