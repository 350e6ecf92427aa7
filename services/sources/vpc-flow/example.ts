import { DEFAULT_FIELDS } from './fields.ts';

/** Field names of the default format, version 2, in order: the first line of each object in S3. */
export const FLOW_HEADER = DEFAULT_FIELDS.join(' ');

/** A custom format of version 5 with all fields that detection uses: TCP flags, direction, instance, real ends. */
export const FLOW_V5_HEADER = `${FLOW_HEADER} vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction traffic-path`;

/** The same with the field of version 11 that names the owner of the interface. */
export const FLOW_V11_HEADER = `${FLOW_V5_HEADER} interface-type`;

/** Fields as in flow logs, with underscores for hyphens. */
export type FlowExample = Readonly<Record<string, string | number>>;

/**
 * A line in the default format (version 2): an instance at 10.0.0.10 fetches a web page from 203.0.113.9. `end`
 * defaults to a minute after `start` (both in seconds since the epoch).
 */
export function flow(overrides: FlowExample = {}): string {
  return line(FLOW_HEADER, { version: 2, ...overrides });
}

/**
 * The same in the format of `FLOW_V5_HEADER`; `pkt_srcaddr` and `pkt_dstaddr` follow `srcaddr` and `dstaddr` unless
 * given.
 */
export function flowV5(overrides: FlowExample = {}): string {
  return line(FLOW_V5_HEADER, { version: 5, ...overrides });
}

/** The same in the format of `FLOW_V11_HEADER`. */
export function flowV11(overrides: FlowExample = {}): string {
  return line(FLOW_V11_HEADER, { version: 11, ...overrides });
}

const DEFAULTS: FlowExample = {
  account_id: '111122223333',
  interface_id: 'eni-0123456789abcdef0',
  srcaddr: '10.0.0.10',
  dstaddr: '203.0.113.9',
  srcport: 49152,
  dstport: 443,
  protocol: 6,
  packets: 12,
  bytes: 4096,
  start: 1772445600,
  action: 'ACCEPT',
  log_status: 'OK',
  vpc_id: 'vpc-0123456789abcdef0',
  subnet_id: 'subnet-0123456789abcdef0',
  instance_id: 'i-0123456789abcdef0',
  tcp_flags: 3,
  region: 'us-east-1',
  az_id: 'use1-az1',
  flow_direction: 'egress',
  interface_type: 'interface',
};

function line(header: string, overrides: FlowExample): string {
  const given = { ...DEFAULTS, ...overrides };
  const { start, srcaddr = '-', dstaddr = '-', flow_direction } = given;
  const follows: FlowExample = {
    end: Number(start) + 60,
    type: String(srcaddr).includes(':') ? 'IPv6' : 'IPv4',
    pkt_srcaddr: srcaddr,
    pkt_dstaddr: dstaddr,
    // Path 8 is an internet gateway; AWS reports a path for egress only.
    traffic_path: flow_direction === 'egress' ? 8 : '-',
  };
  const fields: FlowExample = { ...follows, ...given };
  return header
    .replaceAll('-', '_')
    .split(' ')
    .map((name) => fields[name] ?? '-')
    .join(' ');
}
