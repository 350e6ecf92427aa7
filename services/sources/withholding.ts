import { keysOf } from './json-row.ts';
import { isPlain, parseJson, type Plain } from './plain.ts';

/** Replaces members that nobody may see. */
const WITHHELD = '(withheld)';

/**
 * The text of a JSON record without its private members.
 *
 * @param paths dotted; of members that may be absent
 */
export function withholding(text: string, paths: readonly string[]): string {
  if (paths.length === 0) return text;
  const record = parseJson(text);
  // Records are objects. Any other text might be private as a whole.
  if (!isPlain(record)) return WITHHELD;
  return JSON.stringify(paths.reduce((rest, path) => without(rest, keysOf(path).all), record));
}

function without(record: Plain, [name = '', ...rest]: readonly string[]): Plain {
  const value = record[name];
  if (value === undefined || (rest.length > 0 && !isPlain(value))) return record;
  return { ...record, [name]: rest.length > 0 && isPlain(value) ? without(value, rest) : WITHHELD };
}
