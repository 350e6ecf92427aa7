import { describe, expect, test } from 'vitest';
import { aboutInstance } from '#services/detectors/kits/instance.ts';
import { flowV5, FLOW_V5_HEADER, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { decode, lines } from '../../sources/decoding.ts';

/** Whom each record is about. */
function subjects(...records: readonly FlowExample[]): readonly (string | undefined)[] {
  const made = decode(lines(FLOW_V5_HEADER, ...records.map((one) => flowV5(one))));
  return made.records.map((record) => aboutInstance(record as unknown as VpcFlowRecord, 'ACTOR')?.resource.id);
}

const own: FlowExample = { srcaddr: '10.0.0.10' };
const atGateway = { interface_id: 'eni-0bbbbbbbbbbbbbbbb', instance_id: '-' };
const carried: FlowExample = { ...atGateway, srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10' };
const instance = 'i-0123456789abcdef0';

describe('a gateway that carries packets', () => {
  test('is passed over where the instance’s own interface is logged, in any order', () => {
    expect(subjects(own, carried)).toEqual([instance, undefined]);
    expect(subjects(carried, own)).toEqual([undefined, instance]);
  });

  test('answers for the address within its VPC where it alone is logged', () => {
    expect(subjects(carried)).toEqual(['vpc-0123456789abcdef0/10.0.0.10']);
    const coming = { ...atGateway, srcaddr: '203.0.113.9', dstaddr: '10.0.2.2', pkt_dstaddr: '10.0.0.10' };
    expect(subjects({ ...coming, flow_direction: 'ingress' })).toEqual(['vpc-0123456789abcdef0/10.0.0.10']);
    const ipv6 = { ...atGateway, srcaddr: '2001:db8::2', pkt_srcaddr: 'fd00::10', dstaddr: '2001:db8:66::1' };
    expect(subjects(ipv6)).toEqual(['vpc-0123456789abcdef0/fd00::10']);
  });

  test('is about nobody for hosts outside', () => {
    const back = { ...atGateway, srcaddr: '10.0.2.2', pkt_srcaddr: '203.0.113.9', dstaddr: '10.0.0.10' };
    expect(subjects(back)).toEqual([undefined]);
  });

  test('speaks for itself of its own packets', () => {
    expect(subjects({ ...atGateway, srcaddr: '10.0.2.2' })).toEqual(['eni-0bbbbbbbbbbbbbbbb']);
  });
});

test('an instance answers for the containers on it', () => {
  expect(subjects({ ...own, pkt_srcaddr: '10.0.0.99' })).toEqual([instance]);
});
