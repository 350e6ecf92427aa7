import type { DigestFolder } from '#services/model/digest.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import type { LogConfiguration, Probe } from '#services/model/probe.ts';
import type { LogDelivery } from '#services/model/source.ts';

/**
 * A prefix with one kind of log of one account (and Region, or VPC), in the order of delivery: the unit of listing. A
 * delivery stream may write logs of several accounts; they are collected for the stream's own account.
 */
export interface LogPrefix {
  readonly source: SourceName;
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** The prefix ends where the date begins; in AWS's layouts it ends with `/`. */
  readonly prefix: string;
  /** The delivery stream that the objects belong to: others may write below the same prefix. */
  readonly stream?: string | undefined;
  /** The name of folders whose objects are no logs: they are not even fetched. */
  readonly except?: string | undefined;
  /** The date is written `year=2026/month=11/day=23/` instead of `2026/11/23/`. */
  readonly hive: boolean;
  /** The folder of the digests that prove these logs. */
  readonly digests?: DigestFolder | undefined;
  /** The account that owns the bucket, when that account could be probed. */
  readonly owner: string | undefined;
  /**
   * Whether something delivers there now. Logs that were delivered before a trail was stopped or deleted are still
   * read: the record of that change is among the last.
   */
  readonly live: boolean;
}

/** The prefixes to read, and the accounts that may try to read them. */
export interface Plan {
  readonly prefixes: readonly LogPrefix[];
  /** The prefixes as coverage describes them, when they hold logs of other accounts or sources as well. */
  readonly shared: readonly LogPrefix[];
  /** Prefixes that are not read, because the Region of their records is unknown. */
  readonly mixed: readonly LogPrefix[];
  /**
   * For each bucket, the readers that may try to list it, in order: the administrator's own identity, then the account
   * of the trail or flow log.
   */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export interface Organization {
  readonly id: string;
  readonly accounts: readonly MemberAccount[];
  /** One for each account, including refused ones. */
  readonly probes: readonly Probe[];
}

/** The part of a source that says where its logs are delivered: a source without a delivery is not looked for. */
export interface DeliveredSource {
  readonly name: SourceName;
  readonly delivery?: LogDelivery;
}

/**
 * The prefixes that hold the organization's logs. An organization's trail is planned once, no matter which account
 * shows it, and for every account of the organization, including those that show nothing themselves.
 *
 * @param administrator the name of the service's own identity among readers
 */
export function planReading(
  { id, accounts, probes }: Organization,
  sources: readonly DeliveredSource[],
  administrator: string,
): Plan {
  const owners = new Map(probes.flatMap(({ accountId, buckets }) => buckets.map((bucket) => [bucket, accountId])));
  const prefixes = new Map<string, LogPrefix>();
  const shared: LogPrefix[] = [];
  const readers = new Map<string, readonly string[]>();

  const add = (found: Omit<LogPrefix, 'owner'>, shownBy: string) => {
    const owner = owners.get(found.bucket);
    const name = nameOfPrefix(found);
    const known = prefixes.get(name);
    const digests = withTrails(found.digests, known?.digests);
    prefixes.set(name, { ...(known?.live ? known : { ...found, owner }), ...(digests && { digests }) });
    readers.set(found.bucket, [...new Set([...(readers.get(found.bucket) ?? [administrator]), owner ?? shownBy])]);
  };

  const places = accounts.map((account) => ({ accountId: account.id, regions: regionsOf(probes, account.id) }));
  for (const { name: source, delivery } of sources) {
    if (delivery === undefined) continue;
    const planned = (configuration: LogConfiguration, accountId: string, region: string) => {
      if (!covers(configuration, region)) return;
      const { bucket, hive = false, logging, organizationBy, stream } = configuration;
      const prefix = prefixOf(configuration, delivery, id, accountId, region);
      const live = logging !== false;
      const digests = live ? digestsOf(configuration, delivery, prefix) : undefined;
      const except = delivery.layout?.within?.folder;
      const place = { source, accountId, region, bucket, prefix, hive, live };
      const found = { ...place, ...(digests && { digests }), ...(except !== undefined && { except }) };
      if (stream === undefined) return add(found, organizationBy ?? accountId);
      const written = { ...found, stream: stream.name };
      add({ ...written, accountId: stream.accountId }, stream.accountId);
      shared.push({ ...written, owner: owners.get(bucket) });
    };
    for (const configuration of ofOrganization(probes, source))
      for (const { accountId, regions } of places)
        for (const region of regions) planned(configuration, accountId, region);
    for (const { accountId, regions } of probes)
      for (const { region, logging } of regions)
        for (const configuration of logging.get(source)?.found ?? [])
          if (configuration.organizationBy === undefined) planned(configuration, accountId, region);
  }
  // Records in carriers name their account but not their Region: a place that several Regions share is mixed.
  const regionsOfNames = Map.groupBy(shared, nameOfPrefix);
  const isMixed = (place: LogPrefix): boolean =>
    new Set(regionsOfNames.get(nameOfPrefix(place))?.map(({ region }) => region)).size > 1;
  return {
    prefixes: [...prefixes.values()].filter((place) => !isMixed(place)),
    shared: shared.filter((place) => !isMixed(place)),
    mixed: shared.filter(isMixed),
    readers,
  };
}

/** The unique name of a place. The marker of its listing is stored under the same name. */
export function nameOfPrefix({ bucket, ...place }: Pick<LogPrefix, 'bucket' | 'prefix' | 'stream'>): string {
  return `${bucket}/${keptAs(place)}`;
}

/** The name of a place within its bucket: the prefix, and for a delivery stream also the pattern of its file names. */
export function keptAs({ prefix, stream }: Pick<LogPrefix, 'prefix' | 'stream'>): string {
  return stream === undefined ? prefix : `${prefix}*/${stream}-*`;
}

/**
 * Adds prefixes that were planned before and that no account shows any more: of a deleted trail, or an account whose
 * role is gone.
 *
 * @param remembered each with the account that listed it last
 */
export function withRemembered(
  plan: Plan,
  remembered: readonly { readonly place: LogPrefix; readonly as: string }[],
): Plan {
  const planned = new Set([...plan.prefixes, ...plan.mixed].map(nameOfPrefix));
  const gone = remembered.filter(({ place }) => !planned.has(nameOfPrefix(place)));
  const readers = new Map(plan.readers);
  for (const { place, as } of gone) readers.set(place.bucket, [...new Set([...(readers.get(place.bucket) ?? []), as])]);
  return { ...plan, prefixes: [...plan.prefixes, ...gone.map(({ place }) => ({ ...place, live: false }))], readers };
}

/** The folder of digests is beside the folder of the logs. */
function digestsOf({ digests }: LogConfiguration, { layout }: LogDelivery, prefix: string): DigestFolder | undefined {
  if (digests === undefined || layout?.digests === undefined) return undefined;
  const at = prefix.lastIndexOf(`/${layout.service}/`);
  return {
    prefix: `${prefix.slice(0, at)}/${layout.digests}/${prefix.slice(at + layout.service.length + 2)}`,
    trails: [digests],
  };
}

/** Merges two folders: several trails may deliver to one place. */
function withTrails(one: DigestFolder | undefined, other: DigestFolder | undefined): DigestFolder | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { ...one, trails: [...new Set([...one.trails, ...other.trails])].toSorted() };
}

/** The organization's trails, each once: every member shows them in every Region. */
function ofOrganization(probes: readonly Probe[], source: SourceName): readonly LogConfiguration[] {
  const shown = probes.flatMap(({ regions }) => regions.flatMap(({ logging }) => logging.get(source)?.found ?? []));
  const theirs = shown.filter(({ organizationBy }) => organizationBy !== undefined);
  return [...new Map(theirs.map((configuration) => [configuration.id, configuration])).values()];
}

/** Whether a configuration delivers the logs of a Region. */
export function covers({ multiRegion, homeRegion }: LogConfiguration, region: string): boolean {
  return multiRegion === true || homeRegion === region;
}

/** The Regions that are enabled in an account; when it shows none, those that are enabled in any account. */
export function regionsOf(probes: readonly Probe[], accountId: string): readonly string[] {
  const probe = probes.find((each) => each.accountId === accountId && each.refusal === undefined);
  const asked = probe === undefined ? probes : [probe];
  return [...new Set(asked.flatMap(({ regions }) => regions.map(({ region }) => region)))].toSorted();
}

/** Nothing is planned yet. */
export const NO_PLAN: Plan = { prefixes: [], shared: [], mixed: [], readers: new Map() };

/** The prefix up to the date. A Region that is not in the key is the Region of the resource. */
function prefixOf(
  { prefix, resource, hive, organizationBy }: LogConfiguration,
  { layout }: LogDelivery,
  organizationId: string,
  accountId: string,
  region: string,
): string {
  if (layout === undefined) return prefix;
  const { service, below } = layout;
  if (hive) return `${prefix}AWSLogs/aws-account-id=${accountId}/aws-service=${service}/aws-region=${region}/`;
  const folder = organizationBy === undefined ? accountId : `${organizationId}/${accountId}`;
  const place = below === 'region' ? region : resource;
  if (place === undefined) throw new Error(`The keys of ${service} name a resource, and none is known.`);
  return `${prefix}AWSLogs/${folder}/${service}/${place}/`;
}
