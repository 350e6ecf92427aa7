import type { DigestFolder } from '#services/model/digest.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import type { LogConfiguration, Probe } from '#services/model/probe.ts';
import type { LogDelivery } from '#services/model/source.ts';

/**
 * Keys that hold one kind of log of one account (and Region, or VPC), in order of delivery: the unit of listing. What a
 * delivery stream writes may be of several accounts, and is collected for the stream's own.
 */
export interface LogPrefix {
  readonly source: SourceName;
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** Up to where the date begins; in AWS's layouts it ends with `/`. */
  readonly prefix: string;
  /** The delivery stream whose objects are meant: others may write below the same prefix. */
  readonly stream?: string | undefined;
  /** The date is written `year=2026/month=11/day=23/` instead of `2026/11/23/`. */
  readonly hive: boolean;
  /** Where digests prove what is delivered there. */
  readonly digests?: DigestFolder | undefined;
  /** The account that owns the bucket, when it is one that let us look. */
  readonly owner: string | undefined;
  /**
   * Whether something delivers there now. What was delivered before a trail was stopped or deleted is read all the
   * same: the record that tells of it is among the last.
   */
  readonly live: boolean;
}

/** What is to be read, and who may try to read it. */
export interface Plan {
  readonly prefixes: readonly LogPrefix[];
  /** The same prefixes as they are told of, where they hold logs of other accounts or sources as well. */
  readonly shared: readonly LogPrefix[];
  /** Those that are not read, for it cannot be told which Region their records are of. */
  readonly mixed: readonly LogPrefix[];
  /** For each bucket who may try to list it, in order: the administrator's own identity, then the account behind it. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export interface Organization {
  readonly id: string;
  readonly accounts: readonly MemberAccount[];
  /** One an account, refused ones too. */
  readonly probes: readonly Probe[];
}

/** What of a source concerns where its logs are: a source without a delivery is not looked for. */
export interface DeliveredSource {
  readonly name: SourceName;
  readonly delivery?: LogDelivery;
}

/**
 * Which prefixes of which buckets hold the organization's logs. An organization's trail is planned once whoever shows
 * it, and for every account of the organization: also for those that let us see nothing themselves.
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
      const found = { source, accountId, region, bucket, prefix, hive, live, ...(digests && { digests }) };
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
  // What is carried says whose it is, and not where it was.
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

/** What tells one place of a bucket from another. What is remembered of its listing is kept under the same name. */
export function nameOfPrefix({ bucket, ...place }: Pick<LogPrefix, 'bucket' | 'prefix' | 'stream'>): string {
  return `${bucket}/${keptAs(place)}`;
}

/** The name of a place in its bucket: the prefix, and of a delivery stream what its keys have in common besides. */
export function keptAs({ prefix, stream }: Pick<LogPrefix, 'prefix' | 'stream'>): string {
  return stream === undefined ? prefix : `${prefix}*/${stream}-*`;
}

/**
 * Adds prefixes that were planned before and that nobody shows any more: a deleted trail, an account whose role is gone.
 *
 * @param remembered each with who listed it last
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

/** The folder of the digests stands beside that of the logs. */
function digestsOf({ digests }: LogConfiguration, { layout }: LogDelivery, prefix: string): DigestFolder | undefined {
  if (digests === undefined || layout?.digests === undefined) return undefined;
  const at = prefix.lastIndexOf(`/${layout.service}/`);
  return {
    prefix: `${prefix.slice(0, at)}/${layout.digests}/${prefix.slice(at + layout.service.length + 2)}`,
    trails: [digests],
  };
}

/** Several trails may deliver to one place. */
function withTrails(one: DigestFolder | undefined, other: DigestFolder | undefined): DigestFolder | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { ...one, trails: [...new Set([...one.trails, ...other.trails])].toSorted() };
}

/** Every member shows the organization's trail, in every Region: once is enough. */
function ofOrganization(probes: readonly Probe[], source: SourceName): readonly LogConfiguration[] {
  const shown = probes.flatMap(({ regions }) => regions.flatMap(({ logging }) => logging.get(source)?.found ?? []));
  const theirs = shown.filter(({ organizationBy }) => organizationBy !== undefined);
  return [...new Map(theirs.map((configuration) => [configuration.id, configuration])).values()];
}

export function covers({ multiRegion, homeRegion }: LogConfiguration, region: string): boolean {
  return multiRegion === true || homeRegion === region;
}

/** The Regions that are enabled in an account; those enabled in any, when it lets us see none. */
export function regionsOf(probes: readonly Probe[], accountId: string): readonly string[] {
  const probe = probes.find((each) => each.accountId === accountId && each.refusal === undefined);
  const asked = probe === undefined ? probes : [probe];
  return [...new Set(asked.flatMap(({ regions }) => regions.map(({ region }) => region)))].toSorted();
}

/** Nothing is planned yet. */
export const NO_PLAN: Plan = { prefixes: [], shared: [], mixed: [], readers: new Map() };

/** Up to where the date begins. A Region that is not in the key is that of the resource. */
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
