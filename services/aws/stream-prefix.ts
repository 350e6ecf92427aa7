/** The position of the dates in the keys of a delivery stream, and their form. */
interface StreamKeys {
  readonly prefix: string;
  /** `year=2026/month=11/day=23/` instead of `2026/11/23/`. */
  readonly hive: boolean;
}

/**
 * Parses the prefix of a delivery stream. A prefix without expressions is followed by `yyyy/MM/dd/HH/`; one with
 * expressions is the whole key up to the file's name ("Understand custom prefixes for Amazon S3 objects", Amazon Data
 * Firehose Developer Guide).
 *
 * @returns undefined where keys are not in order of their dates, so that new ones cannot be found without listing all
 */
export function parseStreamPrefix(prefix: string): StreamKeys | undefined {
  const at = prefix.indexOf('!{');
  if (at === -1) return { prefix, hive: false };
  const [, before = '', year = ''] = /^(.*?)(year=)?$/s.exec(prefix.slice(0, at)) ?? [];
  // Patterns are in the form of Java's formatter, where quoted text stands for itself.
  const written = prefix.slice(at).replaceAll(TIMESTAMP, (_, pattern: string) => pattern.replaceAll("'", ''));
  if (!written.endsWith('/')) return undefined;
  if (year === '' && DATE.test(written)) return { prefix: before, hive: false };
  if (HIVE_DATE.test(year + written)) return { prefix: before, hive: true };
  return undefined;
}

const TIMESTAMP = /!\{timestamp:([^}]*)\}/g;
const DATE = /^(?:yyyy|YYYY|uuuu)\/MM\/dd(?![a-zA-Z])/;
const HIVE_DATE = /^year=(?:yyyy|YYYY|uuuu)\/month=MM\/day=dd(?![a-zA-Z])/;
