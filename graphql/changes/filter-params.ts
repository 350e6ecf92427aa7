import { filterOfJson, filterOfText } from '#services/cases/filter-text.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import { mistakeInFilter, type FindingFilter } from '#services/model/finding-filter.ts';
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
  const own = valid(filterOfJson(jsonOf(params)));
  const whole = params.getAll(WHOLE).map((text) => valid(filterOfText(text)));
  const [only] = whole;
  if (only !== undefined && whole.length === 1 && Object.keys(own).length === 0) return only;
  const filter = { ...own, ...(whole.length > 0 && { and: whole }) };
  return valid(mistakeInFilter(filter) ?? filter);
}

function valid(filter: FindingFilter | string): FindingFilter {
  if (typeof filter === 'string') throw badInput(filter);
  return filter;
}

/** The parameters as the JSON of a filter. */
function jsonOf(params: URLSearchParams): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    FINDING_FILTERS.flatMap((filter) => {
      const { name, keeps } = filter;
      const texts = params.getAll(name);
      if (texts.length === 0) return [];
      if (texts.includes('')) throw badInput(`${name} has no value: leave it out, or give one.`);
      const values = texts.map((text) => valueOf(filter, text));
      if (takesSeveral(keeps)) return [[name, values] as const];
      if (values.length > 1) throw badInput(`${name} takes one value, but ${values.length} were given.`);
      return [[name, values[0]] as const];
    }),
  );
}

/**
 * A value as JSON has it: numbers and flags without quotes. Any other text stays a text, and the error of the filter
 * says what it expects.
 */
function valueOf({ holds, keeps }: Filter, text: string): unknown {
  if (keeps === 'severities') return text;
  if (holds === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (holds === 'flag' || keeps === 'known') return text === 'true' || (text === 'false' ? false : text);
  return text;
}
