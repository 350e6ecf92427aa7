import { CASE_STATUSES, FEEDBACK } from '#services/model/disposition.ts';
import { filterOfText } from '#services/cases/filter-text.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { badInput } from '../builder.ts';

/** The parameter that takes any filter, as JSON. */
const WHOLE = 'filter';

/** Names of the filter parameters: those of the API's filter input. */
export const FILTER_PARAMS: readonly string[] = [WHOLE, ...FINDING_FILTERS.map(({ name }) => name)];

/**
 * Reads a filter from the query parameters of an address. A parameter with several values is repeated; combined filters
 * (`and`, `or`, `not`) are JSON.
 *
 * @throws BAD_USER_INPUT for an invalid value
 */
export function filterOfParams(params: URLSearchParams): FindingFilter {
  const whole = params.getAll(WHOLE).map((text) => {
    const filter = filterOfText(text);
    if (typeof filter === 'string') throw badInput(filter);
    return filter;
  });
  return { ...narrowingOf(params), ...(whole.length > 0 && { and: whole }) };
}

function narrowingOf(params: URLSearchParams): FindingFilter {
  return Object.fromEntries(
    FINDING_FILTERS.flatMap(({ name, holds, keeps }) => {
      const values = params.getAll(name).map((text) => read(name, READS[keeps] ?? holds, text));
      if (values.length === 0) return [];
      if (takesSeveral(keeps)) return [[name, values] as const];
      if (values.length > 1) throw badInput(`${name} takes one value, ${values.length} were given.`);
      return [[name, values[0]] as const];
    }),
  );
}

function read(name: string, holds: keyof typeof READ, text: string): unknown {
  const value = text === '' ? undefined : READ[holds](text);
  if (value === undefined) throw badInput(`${name}=${text} is not what ${name} takes: expected ${EXPECTED[holds]}.`);
  return value;
}

/** How the values of some filters are written, where that differs from the type of the field. */
const READS: Partial<Record<Filter['keeps'], keyof typeof READ>> = { severities: 'severity', known: 'flag' };

type Read = (text: string) => unknown;

/** Each reader returns undefined for text that is no such value. */
const READ: Record<Filter['holds'] | 'severity', Read> = {
  text: storable,
  maybeText: storable,
  words: storable,
  status: (text) => CASE_STATUSES.find((status) => status === text.toUpperCase()),
  feedback: (text) => FEEDBACK.find((feedback) => feedback === text.toUpperCase()),
  accountId: storable,
  region: storable,
  findingType: (text) => (isFindingType(text) ? text : undefined),
  number: (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined),
  flag: (text) => ({ true: true, false: false })[text],
  moment: momentOf,
  severity: (text) => SEVERITY_LABELS.find((label) => label.toLowerCase() === text.toLowerCase()),
};

const EXPECTED: Record<keyof typeof READ, string> = {
  text: 'text',
  maybeText: 'text',
  words: 'text',
  status: CASE_STATUSES.join(', '),
  feedback: FEEDBACK.join(' or '),
  accountId: 'an account id',
  region: 'a Region',
  findingType: 'a finding type such as UnauthorizedAccess:EC2/SSHBruteForce',
  number: 'a number',
  flag: 'true or false',
  moment: 'a time such as 2026-11-22T19:47:03Z',
  severity: SEVERITY_LABELS.join(', '),
};

/** PostgreSQL refuses NUL in text. */
function storable(text: string): string | undefined {
  return text.includes('\0') ? undefined : text;
}

function momentOf(text: string): Date | undefined {
  const moment = new Date(text);
  return /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(moment.getTime()) ? moment : undefined;
}
