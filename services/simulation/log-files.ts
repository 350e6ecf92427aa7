import { gzipSync } from 'node:zlib';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Activity, type Call, type Flow } from './activity.ts';
import { invocationOf } from './ordinary-models.ts';
import type { Account, SimulatedOrganization } from './organization.ts';
import { BASE_36, BASE_62, createRandom } from './random.ts';
import type { ToldExample } from './told-example.ts';

export interface SimulatedFile {
  /** Relative to the output folder, with slashes; the path of a log object begins with its bucket's name. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One account's day as log objects, each with the bucket and key that AWS would use. */
export function* logFiles(
  organization: SimulatedOrganization,
  account: Account,
  day: number,
  { calls, flows, queries }: Activity,
): Generator<SimulatedFile> {
  for (const region of [...new Set(calls.map((call) => call.region))].toSorted()) {
    const own = calls.filter((call) => call.region === region);
    for (const [end, slot] of slots(own, day, 4 * HOUR_MS)) yield trailFile(organization, account, region, end, slot);
    yield digestFile(organization, account, region, day + DAY_MS);
  }
  for (const [end, slot] of slots(calls, day, 6 * HOUR_MS)) yield* invocationFile(organization, account, end, slot);
  for (const [end, slot] of slots(flows, day, 6 * HOUR_MS)) yield flowFile(organization, account, end, slot);
  for (const [end, slot] of slots(queries, day, 8 * HOUR_MS)) {
    const suffix = createRandom(`${organization.seed}/dns/${account.id}/${end}`).text(8);
    yield file(
      queryKey(organization, account, end, suffix),
      slot.map(({ record }) => `${JSON.stringify(record)}\n`).join(''),
    );
  }
}

/**
 * An example as its own log object: with the key that AWS would use, or that the owner of a subscription might choose.
 */
export function exampleFile(
  organization: SimulatedOrganization,
  account: Account,
  end: number,
  { name, source, text }: ToldExample,
): SimulatedFile {
  const random = createRandom(`${organization.seed}/example/${account.id}/${name}`);
  switch (source) {
    case 'cloudtrail':
      return file(trailKey(organization, account, account.region, end, random.text(16, BASE_62)), text);
    case 'vpc-flow':
      return file(flowKey(organization, account, end, random.text(8, BASE_36)), text);
    case 'dns-query':
      return file(queryKey(organization, account, end, random.text(8)), text);
    case 'bedrock-invocation':
      return file(invocationKey(organization, account, end, random.text(16)), text);
    default:
      return subscriptionFile(organization, account, end, { source, text, suffix: random.text(8) });
  }
}

/** CloudWatch Logs cannot write to S3 itself: Firehose does it, under keys that its owner chose. */
export function subscriptionFile(
  { id }: SimulatedOrganization,
  account: Account,
  end: number,
  { source, text, suffix }: { readonly source: string; readonly text: string; readonly suffix: string },
): SimulatedFile {
  return file(`subscriptions-${id}/${source}/${datePath(end)}/${account.id}-${suffix}.gz`, text);
}

/** Grouped by the end of their slot, ordered by time. */
function slots<T extends { readonly time: number }>(all: readonly T[], day: number, length: number) {
  const ordered = all.toSorted((a, b) => a.time - b.time);
  return Map.groupBy(ordered, ({ time }) => day + (Math.floor((time - day) / length) + 1) * length);
}

function trailFile(
  organization: SimulatedOrganization,
  account: Account,
  region: string,
  end: number,
  calls: readonly Call[],
) {
  // CloudTrail delivers about five minutes after the calls.
  const delivered = end + 5 * MINUTE_MS;
  const suffix = createRandom(`${organization.seed}/trail/${account.id}/${region}/${end}`).text(16, BASE_62);
  return file(
    trailKey(organization, account, region, delivered, suffix),
    JSON.stringify({ Records: calls.map(({ event }) => event) }),
  );
}

/** The calls of models in the account's Region, in the log that Bedrock itself writes; nothing where there are none. */
function* invocationFile(
  organization: SimulatedOrganization,
  account: Account,
  end: number,
  calls: readonly Call[],
): Generator<SimulatedFile> {
  const records = calls.flatMap((call) => (call.region === account.region ? (invocationOf(account, call) ?? []) : []));
  if (records.length === 0) return;
  const suffix = createRandom(`${organization.seed}/models/${account.id}/${end}`).text(16);
  yield file(
    invocationKey(organization, account, end - MINUTE_MS, suffix),
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
}

function invocationKey({ id }: SimulatedOrganization, account: Account, time: number, suffix: string): string {
  const hour = new Date(time).toISOString().slice(11, 13);
  const stamp = new Date(time).toISOString().replace(/[-:.]/g, '');
  return `model-logs-${id}/AWSLogs/${account.id}/BedrockModelInvocationLogs/${account.region}/${datePath(time)}/${hour}/${stamp}_${suffix}.json.gz`;
}

/** A file that signs CloudTrail's objects: it has no records, and readers must skip it. */
function digestFile(organization: SimulatedOrganization, account: Account, region: string, end: number): SimulatedFile {
  const stamp = `${compact(end).slice(0, -1)}00Z`;
  const content = {
    awsAccountId: account.id,
    digestStartTime: new Date(end - HOUR_MS).toISOString(),
    digestEndTime: new Date(end).toISOString(),
    digestS3Bucket: `organization-trail-${organization.id}`,
    digestSignatureAlgorithm: 'SHA256withRSA',
    logFiles: [],
  };
  return file(
    `${trailFolder(organization, account)}/CloudTrail-Digest/${region}/${datePath(end)}/${account.id}_CloudTrail-Digest_${region}_organization-trail_${region}_${stamp}.json.gz`,
    JSON.stringify(content),
  );
}

function trailKey(
  organization: SimulatedOrganization,
  account: Account,
  region: string,
  delivered: number,
  suffix: string,
): string {
  const name = `${account.id}_CloudTrail_${region}_${compact(delivered)}_${suffix}.json.gz`;
  return `${trailFolder(organization, account)}/CloudTrail/${region}/${datePath(delivered)}/${name}`;
}

function trailFolder({ id }: SimulatedOrganization, account: Account): string {
  return `organization-trail-${id}/AWSLogs/${id}/${account.id}`;
}

const DEFAULT_HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const CUSTOM_HEADER = `${DEFAULT_HEADER} vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction traffic-path`;

function flowFile(
  organization: SimulatedOrganization,
  account: Account,
  end: number,
  flows: readonly Flow[],
): SimulatedFile {
  const custom = account.flowFormat === 'custom';
  const suffix = createRandom(`${organization.seed}/flow/${account.id}/${end}`).text(8, BASE_36);
  const lines = [
    custom ? CUSTOM_HEADER : DEFAULT_HEADER,
    ...flows.map((flow) => lineOf(account, flow, custom)),
    idleLine(account, end, custom),
  ];
  return file(flowKey(organization, account, end, suffix), `${lines.join('\n')}\n`);
}

function flowKey({ id }: SimulatedOrganization, account: Account, end: number, suffix: string): string {
  const name = `${account.id}_vpcflowlogs_${account.region}_${account.flowLogId}_${compact(end)}_${suffix}.log.gz`;
  return `flow-logs-${id}/AWSLogs/${account.id}/vpcflowlogs/${account.region}/${datePath(end)}/${name}`;
}

function queryKey({ id }: SimulatedOrganization, account: Account, end: number, suffix: string): string {
  const name = `${account.vpcId}_vpcdnsquerylogs_${account.id}_${compact(end)}_${suffix}.log.gz`;
  return `query-logs-${id}/AWSLogs/${account.id}/vpcdnsquerylogs/${account.vpcId}/${datePath(end)}/${name}`;
}

/** A record covers up to a minute. */
function lineOf(account: Account, flow: Flow, custom: boolean): string {
  const start = Math.floor(flow.time / 1000);
  const { interfaceId, source, destination, sourcePort, destinationPort, protocol, packets, bytes, action, flags } =
    flow;
  const basic = `${custom ? 5 : 2} ${account.id} ${interfaceId} ${source} ${destination} ${sourcePort} ${destinationPort} ${protocol} ${packets} ${bytes} ${start} ${start + 58} ${action} OK`;
  if (!custom) return basic;
  const { direction, instanceId } = flow;
  const path = direction === 'egress' ? (destination.startsWith('10.') ? 1 : 8) : '-';
  return `${basic} ${account.vpcId} ${account.subnetId} ${instanceId} ${flags} IPv4 ${source} ${destination} ${account.region} use1-az1 ${direction} ${path}`;
}

/** An interface without traffic has a line as well. */
function idleLine(account: Account, end: number, custom: boolean): string {
  const seconds = end / 1000;
  const basic = `${custom ? 5 : 2} ${account.id} eni-0${account.vpcId.slice(5)} - - - - - - - ${seconds - 60} ${seconds - 1} - NODATA`;
  return custom ? `${basic} - - - - - - - - - - -` : basic;
}

function file(path: string, text: string): SimulatedFile {
  return { path, bytes: path.endsWith('.gz') ? gzip(text) : new TextEncoder().encode(text) };
}

/** The header's byte for the operating system is the only one that could differ between machines: 255 is "unknown". */
function gzip(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 6 });
  bytes[9] = 255;
  return bytes;
}

function datePath(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');
}

/** `20260302T0405Z`. */
function compact(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}
