import type { Weighed } from '#services/model/tally.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { dataInAnswers, proofInAnswers } from './answer-data.ts';
import { carriedBy, LONG_MIN, type Carried } from './carried.ts';
import { splitName } from './domain-name.ts';
import { encodedPart, mayHoldData } from './encoded.ts';

interface Information extends Weighed {
  /**
   * The digest that it is told with, or `value`. A stream needs both to change: an id that stays, with a number behind it,
   * says as little as file after file that is looked up.
   */
  readonly piece: string;
}

/**
 * What a query and its answer tell that no other of the zone does, and how many bytes of information that is. Equal values
 * tell nobody more. Undefined where it is nothing to speak of.
 */
export function information(record: DnsQueryRecord): Information | undefined {
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
  // What is fetched is new under each name, for a resolver answers the same name from its cache.
  const { news, piece } = fetched === 0 && carried ? carried : { news: query_name, piece: query_name };
  return { value: news, piece, weight: Math.ceil(weight) };
}

/** What counts of data, by what it may be else: hosts are called by short names, and AWS and standards build names by the hundred. */
const SHARE: Readonly<Record<Carried['kind'], number>> = { long: 1, short: 1 / 2, built: 1 / 6 };
/** Records that hardly anything but a tunnel fetches of one new name after the other. */
const ODD = 2;

function isUsual(type: string): boolean {
  return USUAL.has(type);
}
const USUAL: ReadonlySet<string> = new Set(['A', 'AAAA', 'HTTPS', 'PTR', 'SRV', 'NS', 'SOA']);

/** Bits that a character holds: in answers letters have a case. */
const BASE64 = 6;
const BASE32 = 5;
const HEXADECIMAL = 4;

function bitsOf(labels: readonly string[]): number {
  return /[g-z]/.test(labels.map(encodedPart).join('')) ? BASE32 : HEXADECIMAL;
}
