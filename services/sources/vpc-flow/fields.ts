/** Names of the default format, version 2, in order. */
export const DEFAULT_FIELDS: readonly string[] =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );

/** The fields that each later version adds, in the order of "Flow log records" in the Amazon VPC User Guide. */
const ADDED: readonly (readonly string[])[] = [
  'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr',
  'region az-id sublocation-type sublocation-id',
  'pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path',
  'ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id',
  'reject-reason',
  'resource-id',
  'encryption-status',
].map((names) => names.split(' '));

/** The fields up to each version. */
export const VERSIONS: readonly (readonly string[])[] = [
  DEFAULT_FIELDS,
  ...ADDED.map((_, at) => [DEFAULT_FIELDS, ...ADDED.slice(0, at + 1)].flat()),
];

const TRANSIT_GATEWAY = ['resource-type', 'tgw-id', 'tgw-attachment-id'];
/** The only field of version 11 that is used: no format has all of its fields. */
const INTERFACE = ['interface-type'];
const KNOWN: readonly string[] = [...VERSIONS.flat(), ...INTERFACE, ...TRANSIT_GATEWAY];

const SPELT: ReadonlySet<string> = new Set(KNOWN);

/** Other spellings of the names: the first tables for Athena in AWS's guides, and columns in camel case. */
const OTHER_SPELLINGS: readonly (readonly [string, string])[] = [
  ['account', 'account-id'],
  ['sourceaddress', 'srcaddr'],
  ['destinationaddress', 'dstaddr'],
  ['sourceport', 'srcport'],
  ['destinationport', 'dstport'],
  ['numpackets', 'packets'],
  ['numbytes', 'bytes'],
  ['starttime', 'start'],
  ['endtime', 'end'],
];
const BY_LETTERS: ReadonlyMap<string, string> = new Map([
  ...KNOWN.map((name) => [name.replaceAll('-', ''), name] as const),
  ...OTHER_SPELLINGS,
]);

/** A name in the guide's spelling, from names of columns, `${account-id}` as DescribeFlowLogs prints it, and others. */
export function fieldName(word: string): string {
  if (SPELT.has(word)) return word;
  const name = word.replace(/^\$\{(.*)\}$/, '$1').toLowerCase();
  return BY_LETTERS.get(name.replaceAll(/[-_ ]/g, '')) ?? name.replaceAll('_', '-');
}

export function isKnown(field: string): boolean {
  return BY_LETTERS.get(field.replaceAll('-', '')) === field;
}
