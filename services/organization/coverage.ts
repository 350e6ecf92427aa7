import type { CoverageFact } from '#services/model/coverage.ts';
import type { LogConfiguration, Probe, Refusal, RegionProbe } from '#services/model/probe.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { shortcomingOf } from '#services/model/shortcoming.ts';
import type { LogDelivery } from '#services/model/source.ts';
import { covers, regionsOf, type DeliveredSource, type LogPrefix, type Organization, type Plan } from './plan.ts';

/**
 * Coverage facts: exactly one for every account, Region and source, and one for each account as a whole.
 *
 * @param refused why a bucket of the plan could not be listed, by the name of the bucket
 * @param silent since when streams that wrote in nearly every hour have been silent, by `coverageKey`, ms since the
 * epoch
 * @param wantedRegions Regions that the settings name; those that an account has not enabled get a fact that says so
 */
export function coverageOf(
  { accounts, probes }: Organization,
  sources: readonly DeliveredSource[],
  plan: Plan,
  refused: ReadonlyMap<string, Refusal>,
  wantedRegions: readonly string[] = [],
  silent: ReadonlyMap<string, number> = new Map(),
): readonly CoverageFact[] {
  const byPlace = Map.groupBy(
    [...plan.prefixes, ...plan.shared].filter(({ live }) => live),
    coverageKey,
  );
  const mixed = new Map(plan.mixed.map((prefix) => [coverageKey(prefix), prefix]));
  const known = new Map(probes.map((probe) => [probe.accountId, probe]));
  return accounts.flatMap(({ id, name }) => {
    const probe = known.get(id);
    const facts = [accountFact(id, name, probe)];
    const regions = regionsOf(probes, id);
    for (const region of regions) {
      const asked = probe?.regions.find((each) => each.region === region);
      for (const { name: source, delivery } of sources) {
        if (delivery === undefined) continue;
        const place = { accountId: id, region, source };
        const prefixes = byPlace.get(coverageKey(place)) ?? [];
        // For an account that shows nothing, the one fact about the account is enough, unless the organization's trail
        // shows more.
        if (asked === undefined && prefixes.length === 0) continue;
        const mixedWith = mixed.get(coverageKey(place));
        facts.push(
          sourceFact(place, delivery, {
            prefixes,
            refused,
            asked,
            mixed: mixedWith,
            silentSince: silent.get(coverageKey(place)),
          }),
        );
      }
    }
    if (probe !== undefined && probe.refusal === undefined)
      facts.push(...wantedRegions.filter((region) => !regions.includes(region)).map((region) => disabled(id, region)));
    return facts;
  });
}

export type CoverageKey = Pick<LogPrefix, 'accountId' | 'region' | 'source'>;

/** The key of an account, Region and source. */
export function coverageKey({ accountId, region, source }: CoverageKey): string {
  return `${accountId}|${region}|${source}`;
}

function accountFact(accountId: string, name: string, probe: Probe | undefined): CoverageFact {
  const refusal = probe?.refusal;
  return {
    about: 'detection',
    accountId,
    region: undefined,
    source: undefined,
    ...(refusal === undefined
      ? { state: 'covered', reason: 'reading', detail: `The member role of ${name} can be assumed.` }
      : { state: 'gap', ...refusal }),
  };
}

/** What is known about a place: the prefixes that are read, the refusals, and what its account answered. */
interface PlaceKnown {
  readonly prefixes: readonly LogPrefix[];
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly asked: RegionProbe | undefined;
  readonly mixed: LogPrefix | undefined;
  readonly silentSince: number | undefined;
}

function sourceFact(place: CoverageKey, delivery: LogDelivery, known: PlaceKnown): CoverageFact {
  const { prefixes, asked, mixed } = known;
  const { resources, refusal } = asked?.logging.get(place.source) ?? {};
  if (resources === 0 && refusal === undefined && prefixes.length === 0 && mixed === undefined) {
    const detail = `There is no ${delivery.resource ?? 'resource with such a log'} in ${place.region}.`;
    return { about: 'detection', ...place, state: 'covered', reason: 'no-resource', detail };
  }
  const gap = gapOf(place, delivery, known);
  if (gap !== undefined) return { about: 'detection', ...place, state: 'gap', ...gap };
  return {
    about: 'detection',
    ...place,
    state: 'covered',
    reason: 'reading',
    detail: `Read from ${bucketsOf(prefixes)}.`,
  };
}

function gapOf(
  { source, region }: CoverageKey,
  delivery: LogDelivery,
  { prefixes, refused, asked, mixed, silentSince }: PlaceKnown,
): Refusal | undefined {
  const denied = prefixes.flatMap(({ bucket }) => refused.get(bucket) ?? []);
  const { unread = [], refusal, found = [] } = asked?.logging.get(source) ?? {};
  if (denied[0] !== undefined && (delivery.needed === 'all' || prefixes.length === denied.length)) return denied[0];
  if (mixed !== undefined) return { reason: 'no-log-source', detail: mixedDetail(mixed) };
  const [worst] = unread;
  if (worst !== undefined) {
    const rest = prefixes.length > 0 ? ` Everything else is read from ${bucketsOf(prefixes)}.` : '';
    return { reason: worst.reason, detail: `${inShort(unread.map(({ detail }) => detail))}${rest}` };
  }
  if (prefixes.length > 0) return narrowed(delivery, region, found) ?? silence(source, silentSince);
  return refusal ?? { reason: 'no-log-source', ...absence(delivery, region, found) };
}

function mixedDetail({ bucket, prefix, stream }: LogPrefix): string {
  return `Delivery streams named ${stream} write logs of several Regions below s3://${bucket}/${prefix}, and nothing in the records says which: give the stream of each Region its own prefix.`;
}

/** How many sentences are shown when there are many resources. */
const SENTENCES_MAX = 3;

function inShort(sentences: readonly string[]): string {
  const more = sentences.length - SENTENCES_MAX;
  const told = sentences.slice(0, SENTENCES_MAX).join(' ');
  return more > 0 ? `${told} And ${more} more.` : told;
}

function bucketsOf(prefixes: readonly LogPrefix[]): string {
  return [...new Set(prefixes.map(({ bucket }) => bucket))].toSorted().join(', ');
}

/** Why nothing is delivered: nothing is set up, or what is set up is stopped. */
function absence(
  delivery: LogDelivery,
  region: string,
  found: readonly LogConfiguration[],
): Pick<Refusal, 'detail' | 'since'> {
  const idle = found.find((configuration) => covers(configuration, region));
  if (idle === undefined) return { detail: delivery.absent(region) };
  return { detail: `${idle.id} is stopped: start logging.`, since: idle.stoppedAt };
}

/**
 * Configurations that deliver only in part, or fail to deliver. When one good configuration is enough, this is a gap
 * only if none is good.
 */
function narrowed(delivery: LogDelivery, region: string, found: readonly LogConfiguration[]): Refusal | undefined {
  const live = found.filter((configuration) => covers(configuration, region) && configuration.logging !== false);
  const wrong = live
    .toSorted((a, b) => Number(a.failing !== undefined) - Number(b.failing !== undefined))
    .flatMap((configuration) => shortcomingOf(configuration) ?? []);
  return delivery.needed === 'any' && wrong.length < live.length ? undefined : wrong[0];
}

function silence(source: SourceName, since: number | undefined): Refusal | undefined {
  if (since === undefined) return undefined;
  const detail = `No ${source} logs have arrived since ${new Date(since).toISOString().slice(0, 16)}Z, although they used to arrive nearly every hour: check whether they are still delivered.`;
  return { reason: 'silent', detail, since };
}

function disabled(accountId: string, region: string): CoverageFact {
  const detail = `${region} is not enabled in account ${accountId}: nothing can run there until it is.`;
  return {
    about: 'detection',
    accountId,
    region,
    source: undefined,
    state: 'gap',
    reason: 'region-not-enabled',
    detail,
  };
}
