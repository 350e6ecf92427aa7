import type { Weighed } from '#services/model/tally.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { isOperated } from '../operated-zones.ts';
import { ownedLabel } from './label.ts';
import { judge } from './model.ts';
import { shippedModel } from './shipped-model.ts';

/** What a query says for its host making names up, in hundredths of a nat, below the name of the domain. */
export type Asked = Pick<DnsQueryRecord, 'query_name' | 'rcode' | 'askers' | 'domainsBeside' | 'mailBeside'>;

/** Whether a name may count at all: asked once per distinct name. @param name lower case, without the final dot */
export function mayBeMadeUp(name: string | undefined): boolean {
  return name !== undefined && oddsOf(name) > ODDS_MIN;
}

/**
 * Of names that were judged: each object has the same ones again. A memory of what follows from a name alone changes no
 * answer.
 */
const judged = new Map<string, number>();
const JUDGED_MAX = 16_384;

/** Whether characters or words give a name away; nothing, where its owner did not choose it alone. */
function oddsOf(name: string): number {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const owned = isOperated(name) ? undefined : ownedLabel(name);
  // Only of names that cost something: most have hosts before the domain.
  if (owned === undefined || !owned.isBare) return -Infinity;
  const { characters, words } = judge(shippedModel(), owned);
  if (judged.size >= JUDGED_MAX) judged.clear();
  judged.set(name, Math.max(characters, words));
  return Math.max(characters, words);
}

/**
 * Likelihoods of the name and of what became of it, against those of names that people chose, as the log of their ratio.
 * Whoever reads mail or the web for others meets many odd names, and many that are gone: of them more is asked. Nothing
 * counts against: what was once said stays said, whatever else the host asks for.
 */
export function evidence(asked: Asked): Weighed | undefined {
  const { query_name, rcode } = asked;
  const odds = oddsOf(query_name);
  if (odds <= ODDS_MIN) return undefined;
  const alone = Math.min(ODDS_MAX, odds) + (RCODES[rcode] ?? 0);
  // What is asked beside it is looked up only where it could matter: to look costs a walk over the object.
  if (alone <= 0 || asked.askers >= SEVERAL) return undefined;
  const busy = SLOPE * Math.log(Math.max(1, asked.domainsBeside / USUAL));
  const nats = alone - busy - (asked.mailBeside ? MAIL : 0);
  return nats <= 0 ? undefined : { value: query_name.replace(/^www\./, ''), weight: Math.round(nats * 100) };
}

/** One in eight names that people chose has more. */
const ODDS_MIN = -0.5;
const ODDS_MAX = 6;
/**
 * Of names that malware makes up, nine in ten are nobody's; of the domains that a host is told to ask for, three in a
 * hundred are gone. Other codes say nothing either way.
 */
const RCODES: Readonly<Record<string, number>> = { NXDOMAIN: 3.4, NOERROR: -2.3 };
const SEVERAL = 3;
/** Domains that a program of its own business asks for in some minutes. */
const USUAL = 4;
const SLOPE = 3;
/** Malware that looks for its master asks where that is, not who takes its mail. */
const MAIL = 4;
