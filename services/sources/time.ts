/**
 * ISO 8601 as AWS writes it: `2021-02-21T23:46:28Z`, and `20131102T010628Z` in some fields; a missing zone is UTC. From
 * 1970 to 2999: at the ends of what the format can say begin times that databases do not take.
 */
const ISO = /^((?:19[7-9]|2\d\d)\d)-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;

/** The time in ms since the epoch, or NaN when the text is none. */
export function parseTime(text: string | number | undefined): number {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = ISO.exec(String(text)) ?? [];
  if (year === undefined) return Number.NaN;
  const colon = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${colon}`);
}
