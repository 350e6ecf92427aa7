/**
 * ISO 8601 as AWS writes it: `2021-02-21T23:46:28Z`, and `20131102T010628Z` in some fields; a missing zone is UTC.
 * Exports of databases have a space in place of the T. Limited to 1970 to 2999, because databases do not take all times
 * that the format allows.
 */
const ISO = /^((?:19[7-9]|2\d\d)\d)-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;

/** Milliseconds since the epoch, as CloudWatch Logs and AWS WAF write it: of the years 2001 to 2286. */
const EPOCH_MS = /^[1-9]\d{12}$/;

/** The time in ms since the epoch, or NaN for an invalid text. */
export function parseTime(text: string | number | undefined): number {
  if (typeof text === 'string' && text.length === PLAIN.length) {
    const time = plainTime(text);
    if (time !== undefined) return time;
  }
  const other = String(text);
  return EPOCH_MS.test(other) ? Number(other) : isoTime(other);
}

function isoTime(text: string): number {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = ISO.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const colon = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${colon}`);
}

const PLAIN = '2021-02-21T23:46:28Z';

/**
 * Parses a text that ends like `PLAIN`; undefined for any other. Nearly every record has its own time, on the same day
 * as its neighbour's, so the day is cached and only the digits of the time are parsed.
 */
function plainTime(text: string): number | undefined {
  if (text[13] !== ':' || text[16] !== ':' || text[19] !== 'Z') return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const day = text.slice(0, 'YYYY-MM-DDT'.length);
  if (day !== last.day) last = { day, midnight: isoTime(`${day}00:00:00Z`) };
  return last.midnight + ((hour * 60 + minute) * 60 + second) * 1000;
}

let last = { day: '', midnight: Number.NaN };

/** NaN when they are no digits: comparisons with NaN are false. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const ZERO = 0x30;
