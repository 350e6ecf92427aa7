import { z } from 'zod';
import type { ListReader } from './list-reader.ts';
import { parseEntry, rejectedEntry, type ListEntry } from './parse-entry.ts';
import { entriesOfPattern } from './stix-pattern.ts';

/** The members of an object of "STIX Version 2.1" that say whether and whom it accuses. */
const STIX_OBJECT = z.looseObject({
  type: z.string(),
  pattern: z.string().optional(),
  pattern_type: z.string().optional(),
  indicator_types: z.array(z.string()).optional(),
  revoked: z.boolean().optional(),
  valid_until: z.string().optional(),
  value: z.string().optional(),
});
type StixObject = z.infer<typeof STIX_OBJECT>;

/** A bundle, or an envelope of TAXII, which has the same objects and no type. */
const BUNDLE = z.looseObject({ type: z.literal('bundle').optional(), objects: z.array(z.unknown()) });

/** Kinds of observed objects whose value is an address or a domain. */
const NAMED_KINDS: ReadonlySet<string> = new Set(['ipv4-addr', 'ipv6-addr', 'domain-name', 'url']);

/**
 * Reads a STIX 2 bundle: the patterns of the indicators that are valid at the time; in a bundle without indicators, the
 * observed addresses, domains and URLs. Beside indicators, observed objects are only context, such as a victim's.
 *
 * @param at the time, ms since the epoch
 */
export function stixJsonReader(document: unknown, at: number): ListReader | undefined {
  const bundle = BUNDLE.safeParse(document);
  if (!bundle.success) return undefined;
  const objects = bundle.data.objects.flatMap((object) => STIX_OBJECT.safeParse(object).data ?? []);
  if (objects.length === 0 && bundle.data.objects.length > 0) return undefined;
  const indicators = objects.filter(({ type }) => type === 'indicator');
  const observed = objects.filter(({ type }) => NAMED_KINDS.has(type));
  return (take) => {
    for (const indicator of indicators) {
      const entries = entriesOfIndicator(indicator, at);
      if (entries.length > 0) take(undefined, indicator.pattern ?? '', entries);
    }
    if (indicators.length === 0)
      for (const { value = '' } of observed) take(undefined, value, value === '' ? [] : [parseEntry(value)]);
    return undefined;
  };
}

function entriesOfIndicator(indicator: StixObject, at: number): readonly ListEntry[] {
  const { pattern, pattern_type: language = 'stix', indicator_types: types = [], valid_until: until } = indicator;
  if (pattern === undefined || language !== 'stix') return [];
  const entries = entriesOfPattern(pattern);
  if (entries.length === 0) return [];
  if (indicator.revoked) return [rejectedEntry('its publisher revoked it')];
  if (types.includes('benign')) return [rejectedEntry('its publisher marked it as harmless')];
  if (until !== undefined && Date.parse(until) < at) return [rejectedEntry(`it was valid until ${until}`)];
  return entries;
}
