import type { Weighed } from '#services/model/tally.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { dataInAnswers, proofInAnswers } from './answer-data.ts';
import { carriedBy, LONG_MIN, type Carried } from './carried.ts';
import { splitName } from './domain-name.ts';
import { encodedPart, mayHoldData } from './encoded.ts';

interface Information extends Weighed {
  /**
   * The digest in the name, or `value` without one. In a stream both change: an id that stays, with a number behind it,
   * carries as little as look-ups of file after file.
   */
  readonly piece: string;
}

/**
 * The information in a query and its answer that no other query of the zone has, with its number of bytes. Equal values
 * tell nobody more. Undefined where it is negligible.
 */
export function information(
  record: Pick<DnsQueryRecord, 'query_name' | 'query_type' | 'answers'>,
): Information | undefined {
  const { query_name } = record;
  const parts = mayHoldData(query_name) ? splitName(query_name) : undefined;
  const carried = parts && carriedBy(parts);
  const sent =
    parts === undefined || carried === undefined
      ? 0
      : (carried.characters * bitsOf(parts.labels) * SHARE[carried.kind]) / 8;
  const characters = dataInAnswers(record);
  const fetched = (characters >= LONG_MIN ? characters * BASE64 : proofInAnswers(record) * BASE64 * SHARE.built) / 8;
  const weight = (sent + fetched) * (isUsual(record.query_type) ? 1 : ODD);
  if (weight === 0) return undefined;
  // Fetched data is new under each name, because a resolver answers a repeated name from its cache.
  const { news, piece } = fetched === 0 && carried ? carried : { news: query_name, piece: query_name };
  return { value: news, piece, weight: Math.ceil(weight) };
}

/**
 * The share of the data that counts, by what else the name may be: hosts have short names, and AWS and standards build
 * names by the hundred.
 */
const SHARE: Readonly<Record<Carried['kind'], number>> = { long: 1, short: 1 / 2, built: 1 / 6 };
/** The factor for record types that hardly anything but a tunnel fetches under one new name after another. */
const ODD = 2;

function isUsual(type: string): boolean {
  return USUAL.has(type);
}
const USUAL: ReadonlySet<string> = new Set(['A', 'AAAA', 'HTTPS', 'PTR', 'SRV', 'NS', 'SOA']);

/** Bits of a character: letters in answers have a case. */
const BASE64 = 6;
const BASE32 = 5;
const HEXADECIMAL = 4;

function bitsOf(labels: readonly string[]): number {
  return /[g-z]/.test(labels.map(encodedPart).join('')) ? BASE32 : HEXADECIMAL;
}
