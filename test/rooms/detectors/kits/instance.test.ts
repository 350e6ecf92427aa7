import { describe, expect, test } from 'vitest';
import { aboutInstance } from '#services/detectors/kits/instance.ts';
import { FUNCTION, INSTANCE } from '#services/detectors/kits/interface-owner.ts';
import { flowV5, FLOW_V5_HEADER, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { decode, lines } from '../../sources/decoding.ts';

/** The subject of each record. */
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

test('where the log names neither instance nor interface, it is about the host at a private address', () => {
  const unnamed = { instance_id: '-', interface_id: '-' };
  expect(subjects({ ...own, ...unnamed })).toEqual(['vpc-0123456789abcdef0/10.0.0.10']);
  expect(subjects({ ...unnamed, srcaddr: '198.51.100.7', pkt_srcaddr: '198.51.100.7' })).toEqual([undefined]);
});

test('an instance answers for the containers on it', () => {
  expect(subjects({ ...own, pkt_srcaddr: '10.0.0.99' })).toEqual([instance]);
});

describe('an interface of Lambda', () => {
  const flow = {
    interface_id: 'eni-0bbbbbbbbbbbbbbbb',
    vpc_id: 'vpc-0123456789abcdef0',
    subnet_id: 'subnet-0123456789abcdef0',
    local: '10.0.0.10',
  };
  const about = (parts: object) => FUNCTION.about({ ...flow, ...parts } as unknown as VpcFlowRecord, 'ACTOR');

  test('tells of its network, and is called by what is known of it', () => {
    const { vpc_id: vpcId, subnet_id: subnet } = flow;
    expect(about({})).toEqual({
      resource: {
        id: flow.interface_id,
        resourceType: 'Lambda',
        lambdaDetails: { vpcConfig: { vpcId, subnetIds: [subnet] } },
      },
      role: 'ACTOR',
    });
    expect(about({ interface_id: undefined, subnet_id: undefined })?.resource).toMatchObject({
      id: `${vpcId}/10.0.0.10`,
      lambdaDetails: { vpcConfig: { vpcId } },
    });
    expect(about({ interface_id: undefined, subnet_id: '', vpc_id: '' })?.resource).toEqual({
      id: '10.0.0.10',
      resourceType: 'Lambda',
      lambdaDetails: { vpcConfig: {} },
    });
  });

  test('is told by the log, and by nothing else', () => {
    expect(['lambda', 'interface', undefined].map(FUNCTION.where.interface_type)).toEqual([true, false, false]);
    expect(['lambda', 'interface', undefined].map(INSTANCE.where.interface_type)).toEqual([false, true, true]);
  });
});
