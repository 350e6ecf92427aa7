import type { Weighed } from '#services/model/tally.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { isOperated } from '../operated-zones.ts';
import { ownedLabel } from './label.ts';
import { judge } from './model.ts';
import { shippedModel } from './shipped-model.ts';

/** The fields of a query that count as evidence. */
export type Asked = Pick<DnsQueryRecord, 'query_name' | 'rcode' | 'askers' | 'domainsBeside' | 'mailBeside'>;

/**
 * Whether a name can count at all: runs once for each distinct name.
 * @param name lower case, without the final dot
 */
export function mayBeMadeUp(name: string | undefined): boolean {
  return name !== undefined && oddsOf(name) > ODDS_MIN;
}

/**
 * A cache of judged names, since each object repeats the same ones. The odds follow from the name alone, so the cache
 * changes no answer.
 */
const judged = new Map<string, number>();
const JUDGED_MAX = 16_384;

/**
 * The odds that the name is made up, by its characters or by its words; -Infinity where its owner did not choose it
 * alone.
 */
function oddsOf(name: string): number {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const owned = isOperated(name) ? undefined : ownedLabel(name);
  // Not cached, because it costs little: most names have hosts before the domain.
  if (owned === undefined || !owned.isBare) return -Infinity;
  const { characters, words } = judge(shippedModel(), owned);
  if (judged.size >= JUDGED_MAX) judged.clear();
  judged.set(name, Math.max(characters, words));
  return Math.max(characters, words);
}

/**
 * The evidence that the host makes names up, in hundredths of a nat, for the name of the domain: the log ratio of the
 * likelihoods of the name and its answer under malware and under people's choice. A host that reads mail or the web for
 * others meets many odd names, and many that are gone, so it needs more evidence. Nothing counts against: evidence once
 * found stays, whatever else the host asks for.
 */
export function evidence(asked: Asked): Weighed | undefined {
  const { query_name, rcode } = asked;
  const odds = oddsOf(query_name);
  if (odds <= ODDS_MIN) return undefined;
  const alone = Math.min(ODDS_MAX, odds) + (RCODES[rcode] ?? 0);
  // The other queries are looked at only where they matter, because that takes a walk over the object.
  if (alone <= 0 || asked.askers >= SEVERAL) return undefined;
  const busy = SLOPE * Math.log(Math.max(1, asked.domainsBeside / USUAL));
  const nats = alone - busy - (asked.mailBeside ? MAIL : 0);
  return nats <= 0 ? undefined : { value: query_name.replace(/^www\./, ''), weight: Math.round(nats * 100) };
}

/** One in eight names that people chose has higher odds. */
const ODDS_MIN = -0.5;
const ODDS_MAX = 6;
/**
 * Nine in ten names that malware makes up do not exist; of the other domains that hosts ask for, three in a hundred do
 * not. The values are logs of these ratios. Other codes say nothing either way.
 */
const RCODES: Readonly<Record<string, number>> = { NXDOMAIN: 3.4, NOERROR: -2.3 };
const SEVERAL = 3;
/** The number of domains that an ordinary program asks for within some minutes. */
const USUAL = 4;
const SLOPE = 3;
/** Malware that looks for its master asks for addresses, not for mail servers, so queries for mail count as doubt. */
const MAIL = 4;
