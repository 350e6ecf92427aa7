import type { CoverageFact } from '#services/model/coverage.ts';
import type { LogConfiguration, Probe, Refusal, RegionProbe } from '#services/model/probe.ts';
import type { LogDelivery } from '#services/model/source.ts';
import { covers, regionsOf, type DeliveredSource, type LogPrefix, type Organization, type Plan } from './plan.ts';

/**
 * What can be seen of every account, Region and source: exactly one fact each, and one of each account as a whole.
 *
 * @param refused why a bucket of the plan could not be listed, by its name
 * @param wantedRegions Regions that were asked for by name; those that an account has not enabled are said to be so
 */
export function coverageOf(
  { accounts, probes }: Organization,
  sources: readonly DeliveredSource[],
  plan: Plan,
  refused: ReadonlyMap<string, Refusal>,
  wantedRegions: readonly string[] = [],
): readonly CoverageFact[] {
  const byPlace = Map.groupBy(
    plan.prefixes.filter(({ live }) => live),
    coverageKey,
  );
  const known = new Map(probes.map((probe) => [probe.accountId, probe]));
  return accounts.flatMap(({ id, name }) => {
    const probe = known.get(id);
    const facts = [accountFact(id, name, probe)];
    const regions = regionsOf(probes, id);
    for (const region of regions) {
      const asked = probe?.regions.find((each) => each.region === region);
      for (const { name: source, delivery } of sources) {
        if (delivery === undefined) continue;
        const prefixes = byPlace.get(coverageKey({ accountId: id, region, source })) ?? [];
        // Of an account that lets us see nothing the one fact says enough, unless the organization's trail shows more.
        if (asked === undefined && prefixes.length === 0) continue;
        facts.push(sourceFact({ accountId: id, region, source }, delivery, prefixes, refused, asked));
      }
    }
    if (probe !== undefined && probe.refusal === undefined)
      facts.push(...wantedRegions.filter((region) => !regions.includes(region)).map((region) => disabled(id, region)));
    return facts;
  });
}

type CoverageKey = Pick<LogPrefix, 'accountId' | 'region' | 'source'>;

function coverageKey({ accountId, region, source }: CoverageKey): string {
  return `${accountId}|${region}|${source}`;
}

function accountFact(accountId: string, name: string, probe: Probe | undefined): CoverageFact {
  const refusal = probe?.refusal;
  return {
    accountId,
    region: undefined,
    source: undefined,
    ...(refusal === undefined
      ? { state: 'covered', reason: 'reading', detail: `The member role of ${name} is assumed.` }
      : { state: 'gap', ...refusal }),
  };
}

function sourceFact(
  place: CoverageKey,
  delivery: LogDelivery,
  prefixes: readonly LogPrefix[],
  refused: ReadonlyMap<string, Refusal>,
  asked: RegionProbe | undefined,
): CoverageFact {
  const gap = gapOf(place, delivery, prefixes, refused, asked);
  if (gap !== undefined) return { ...place, state: 'gap', ...gap };
  const buckets = [...new Set(prefixes.map(({ bucket }) => bucket))].toSorted();
  return { ...place, state: 'covered', reason: 'reading', detail: `Read from ${buckets.join(', ')}.` };
}

function gapOf(
  { source, region }: CoverageKey,
  delivery: LogDelivery,
  prefixes: readonly LogPrefix[],
  refused: ReadonlyMap<string, Refusal>,
  asked: RegionProbe | undefined,
): Refusal | undefined {
  const denied = prefixes.flatMap(({ bucket }) => refused.get(bucket) ?? []);
  if (prefixes.length > denied.length && (delivery.needed === 'any' || denied.length === 0)) return undefined;
  const answer = asked?.logging.get(source);
  return (
    denied[0] ?? answer?.refusal ?? { reason: 'no-log-source', detail: absence(delivery, region, answer?.found ?? []) }
  );
}

/** Why nothing is delivered, though something may be set up. */
function absence(delivery: LogDelivery, region: string, found: readonly LogConfiguration[]): string {
  const idle = found.find((configuration) => covers(configuration, region));
  if (idle === undefined) return delivery.absent(region);
  return `${idle.id} is stopped: start its logging.`;
}

function disabled(accountId: string, region: string): CoverageFact {
  const detail = `${region} is not enabled in account ${accountId}: nothing can run there until it is.`;
  return { accountId, region, source: undefined, state: 'gap', reason: 'region-not-enabled', detail };
}
