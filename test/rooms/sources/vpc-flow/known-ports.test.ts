import { expect, test } from 'vitest';
import { openPortsOf } from '#services/inventory/open-ports.ts';
import type { PortRange } from '#services/model/open-ports.ts';
import type { NetworkInterfaceDetails } from '#services/resources/instance.ts';
import { flow, flowV5, FLOW_HEADER, FLOW_V5_HEADER, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { lines, newDecoder, UNNAMED } from '../decoding.ts';

const PORT = 40_001;
const OUTSIDE = '203.0.113.9';
const INSIDE = '10.0.7.7';
/** An address that machines inside may have as well. */
const IPV6 = '2001:db8::9';
const UDP = { protocol: 17, tcp_flags: '-' };
const few = { packets: 1, bytes: 60 };

/** Both ends send from ports of clients, a packet each, so that the records alone show nothing. */
function spoken(remote: string, more: FlowExample = {}): readonly FlowExample[] {
  return [went(remote, more), came(remote, more)];
}
function went(remote: string, more: FlowExample = {}): FlowExample {
  return { ...few, dstaddr: remote, srcport: PORT, dstport: 50_002, tcp_flags: 0, ...more };
}
function came(remote: string, more: FlowExample = {}): FlowExample {
  const ends = { srcaddr: remote, dstaddr: '10.0.0.10', srcport: 50_002, dstport: PORT, flow_direction: 'ingress' };
  return { ...few, ...ends, tcp_flags: 0, ...more };
}

const tcp = (from: number, to = from): PortRange => ({ protocol: 6, from, to });
const balancer = (listens?: readonly PortRange[]) => ({
  owner: { kind: 'load-balancer' as const, ...(listens && { listens }) },
});

function openers(details: NetworkInterfaceDetails, records: readonly FlowExample[], isV5 = false): readonly unknown[] {
  const known = openPortsOf(details);
  const text = isV5
    ? lines(FLOW_V5_HEADER, ...records.map((one) => flowV5(one)))
    : lines(FLOW_HEADER, ...records.map((one) => flow(one)));
  const openPorts = new Map(known && [['eni-0123456789abcdef0', known]]);
  const found: unknown[] = [];
  newDecoder().decode(UNNAMED, Buffer.from(text), { accountId: '', region: '', openPorts }, (batch) => {
    const { codes, value } = batch.column('initiator');
    found.push(...Array.from({ length: batch.rows }, (_, row) => value(codes[row] ?? 0)));
  });
  return found;
}

test.each<[string, NetworkInterfaceDetails, readonly FlowExample[], string]>([
  ['nothing', {}, spoken(OUTSIDE), 'unknown'],
  ['that it is an endpoint', { owner: { kind: 'endpoint' } }, spoken(INSIDE), 'remote'],
  ['that it is one, for UDP as well', { owner: { kind: 'endpoint' } }, spoken(INSIDE, UDP), 'remote'],
  ['that it is a function', { owner: { kind: 'function' } }, spoken(INSIDE), 'local'],
  ['that it is a gateway for machines inside', { owner: { kind: 'nat-gateway' } }, spoken(OUTSIDE), 'local'],
  ['nothing of who uses the gateway', { owner: { kind: 'nat-gateway' } }, spoken(INSIDE), 'unknown'],
  ['where a load balancer listens', balancer([tcp(PORT)]), spoken(INSIDE), 'remote'],
  ['that it asks its targets from elsewhere', balancer([tcp(443)]), spoken(INSIDE), 'local'],
  ['that it asks nobody outside', balancer([tcp(443)]), spoken(OUTSIDE), 'remote'],
  ['no listeners', balancer(), spoken(INSIDE), 'unknown'],
  ['a listener of another protocol', balancer([tcp(PORT)]), spoken(INSIDE, UDP), 'local'],
  ['the port of a database', { owner: { kind: 'database', listens: [tcp(PORT)] } }, spoken(INSIDE), 'remote'],
  ['no port of a database', { owner: { kind: 'database' } }, spoken(INSIDE), 'unknown'],
  ['a service of AWS', { owner: { kind: 'service' }, admits: [] }, spoken(OUTSIDE), 'unknown'],
  ['groups that admit nothing', { admits: [] }, spoken(OUTSIDE), 'likely-local'],
  ['groups that admit others', { admits: [tcp(443), tcp(PORT + 1, 65_535)] }, spoken(OUTSIDE), 'likely-local'],
  ['a rule for this port', { admits: [tcp(PORT)] }, spoken(OUTSIDE), 'likely-remote'],
  ['a rule for many ports', { admits: [tcp(1024, 65_535)] }, spoken(OUTSIDE), 'unknown'],
  ['rules for this port and many', { admits: [tcp(1024, 65_535), tcp(PORT)] }, spoken(OUTSIDE), 'likely-remote'],
  ['nothing of who has an address of IPv6', { admits: [] }, spoken(IPV6), 'unknown'],
  ['not whether a target has one', balancer([tcp(443)]), spoken(IPV6), 'unknown'],
  ['that an endpoint answers everybody', { owner: { kind: 'endpoint' } }, spoken(IPV6), 'remote'],
  ['nothing of what groups admit from inside', { admits: [] }, spoken(INSIDE), 'unknown'],
])('the inventory knows %s', (_, details, records, expected) => {
  expect(openers(details, records)).toEqual([expected, expected]);
});

test('what arrives at a closed port and is not answered, or refused, was opened by whoever sent it', () => {
  expect(openers({ owner: { kind: 'function' } }, [came(OUTSIDE)])).toEqual(['remote']);
  const refused = [came(OUTSIDE), went(OUTSIDE, { tcp_flags: 4 })];
  expect(openers({ admits: [] }, refused, true)).not.toContain('likely-local');
});

test('a rule for the port of a client hides nothing that the records show as likely', () => {
  const called = [went(OUTSIDE, { dstport: 4444, packets: 9 }), came(OUTSIDE, { srcport: 4444, packets: 9 })];
  expect(openers({ admits: [tcp(PORT)] }, called)).toEqual(['likely-local', 'likely-local']);
});

test('flags and known ports of the records themselves come first', () => {
  const begun = [went(OUTSIDE, { tcp_flags: 2 }), came(OUTSIDE, { tcp_flags: 18 })];
  expect(openers({ owner: { kind: 'endpoint' } }, begun, true)).toEqual(['local', 'local']);
  const asked = [went(OUTSIDE, { dstport: 443 }), came(OUTSIDE, { srcport: 443 })];
  expect(openers({ owner: { kind: 'endpoint' } }, asked)).toEqual(['local', 'local']);
});
