import type { SourceName } from '#services/model/log-object.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import type { FlowLog, Probe, QueryLog, Trail } from '#services/model/probe.ts';

/** Keys that hold one kind of log of one account (and Region, or VPC), in order of delivery: the unit of listing. */
export interface LogPrefix {
  readonly source: SourceName;
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** Up to where the date begins; ends with `/`. */
  readonly prefix: string;
  /** The date is written `year=2026/month=11/day=23/` instead of `2026/11/23/`. */
  readonly hive: boolean;
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
  /** For each bucket who may try to list it, in order: the administrator's own identity, then the account behind it. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export interface Organization {
  readonly id: string;
  readonly accounts: readonly MemberAccount[];
  /** One an account, refused ones too. */
  readonly probes: readonly Probe[];
}

/**
 * Which prefixes of which buckets hold the organization's logs. An organization's trail is planned once whoever shows
 * it, and for every account of the organization: also for those that let us see nothing themselves.
 *
 * @param administrator the name of the service's own identity among readers
 */
export function planReading({ id, accounts, probes }: Organization, administrator: string): Plan {
  const owners = new Map(probes.flatMap(({ accountId, buckets }) => buckets.map((bucket) => [bucket, accountId])));
  const prefixes = new Map<string, LogPrefix>();
  const readers = new Map<string, readonly string[]>();

  const add = (found: Omit<LogPrefix, 'owner'>, shownBy: string) => {
    const owner = owners.get(found.bucket);
    const name = `${found.bucket}/${found.prefix}`;
    if (!prefixes.get(name)?.live) prefixes.set(name, { ...found, owner });
    readers.set(found.bucket, [...new Set([...(readers.get(found.bucket) ?? [administrator]), owner ?? shownBy])]);
  };

  const places = accounts.map((account) => ({ accountId: account.id, regions: regionsOf(probes, account.id) }));
  for (const trail of organizationTrails(probes))
    for (const { accountId, regions } of places)
      for (const region of regions)
        if (covers(trail, region)) add(trailPrefix(trail, `${id}/${accountId}`, accountId, region), ownerOf(trail));

  for (const { accountId, regions } of probes)
    for (const { region, trails, flowLogs, queryLogs } of regions) {
      for (const trail of trails.found)
        if (!trail.organization && covers(trail, region))
          add(trailPrefix(trail, accountId, accountId, region), accountId);
      for (const flowLog of flowLogs.found) add(flowLogPrefix(flowLog, accountId, region), accountId);
      for (const queryLog of queryLogs.found) add(queryLogPrefix(queryLog, accountId, region), accountId);
    }
  return { prefixes: [...prefixes.values()], readers };
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
  const planned = new Set(plan.prefixes.map(({ bucket, prefix }) => `${bucket}/${prefix}`));
  const gone = remembered.filter(({ place }) => !planned.has(`${place.bucket}/${place.prefix}`));
  const readers = new Map(plan.readers);
  for (const { place, as } of gone) readers.set(place.bucket, [...new Set([...(readers.get(place.bucket) ?? []), as])]);
  return { prefixes: [...plan.prefixes, ...gone.map(({ place }) => ({ ...place, live: false }))], readers };
}

/** Every member shows the organization's trail, in every Region: once is enough. */
function organizationTrails(probes: readonly Probe[]): readonly Trail[] {
  const shown = probes.flatMap(({ regions }) => regions.flatMap(({ trails }) => trails.found));
  return [...new Map(shown.filter((trail) => trail.organization).map((trail) => [trail.arn, trail])).values()];
}

function ownerOf(trail: Trail): string {
  return trail.arn.split(':')[4] ?? '';
}

export function covers(trail: Trail, region: string): boolean {
  return trail.multiRegion || trail.homeRegion === region;
}

/** The Regions that are enabled in an account; those enabled in any, when it lets us see none. */
export function regionsOf(probes: readonly Probe[], accountId: string): readonly string[] {
  const probe = probes.find((each) => each.accountId === accountId && each.refusal === undefined);
  const asked = probe === undefined ? probes : [probe];
  return [...new Set(asked.flatMap(({ regions }) => regions.map(({ region }) => region)))].toSorted();
}

function trailPrefix(trail: Trail, folder: string, accountId: string, region: string): Omit<LogPrefix, 'owner'> {
  const prefix = `${trail.prefix}AWSLogs/${folder}/CloudTrail/${region}/`;
  return {
    source: 'cloudtrail',
    accountId,
    region,
    bucket: trail.bucket,
    prefix,
    hive: false,
    live: trail.logging !== false,
  };
}

function flowLogPrefix(flowLog: FlowLog, accountId: string, region: string): Omit<LogPrefix, 'owner'> {
  const place = flowLog.hive
    ? `aws-account-id=${accountId}/aws-service=vpcflowlogs/aws-region=${region}/`
    : `${accountId}/vpcflowlogs/${region}/`;
  const prefix = `${flowLog.prefix}AWSLogs/${place}`;
  return { source: 'vpc-flow', accountId, region, bucket: flowLog.bucket, prefix, hive: flowLog.hive, live: true };
}

/** The Region is not in the key of a resolver query log; the VPC is, and it has one. */
function queryLogPrefix(queryLog: QueryLog, accountId: string, region: string): Omit<LogPrefix, 'owner'> {
  const prefix = `${queryLog.prefix}AWSLogs/${accountId}/vpcdnsquerylogs/${queryLog.vpcId}/`;
  return { source: 'dns-query', accountId, region, bucket: queryLog.bucket, prefix, hive: false, live: true };
}
