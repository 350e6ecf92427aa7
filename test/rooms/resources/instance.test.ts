import { expect, test } from 'vitest';
import guardduty from '#services/formats/guardduty.ts';
import instance from '#services/resources/instance.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const ENDPOINT = {
  kind: 'endpoint',
  name: 'vpce-0a1b',
  leadsTo: 'com.amazonaws.us-east-1.ssm',
} as const;
const BALANCER = { kind: 'load-balancer', name: 'app/shop/50dc6c', scheme: 'internet-facing' } as const;
const of = (owner: typeof ENDPOINT | typeof BALANCER) => ({
  networkInterfaces: [{ networkInterfaceId: 'eni-1', owner }],
});

test('an interface that is no instance’s is called what it is, and said how to be read', () => {
  expect(instance.words(of(ENDPOINT))).toBe(
    'VPC endpoint vpce-0a1b to com.amazonaws.us-east-1.ssm, by interface eni-1',
  );
  expect(instance.remarks?.(of(BALANCER))).toEqual([
    'Interface eni-1 does not belong to an instance: it belongs to internet-facing load balancer app/shop/50dc6c. It answers on behalf of its targets: the flow logs of their own interfaces show which target a connection went to.',
  ]);
});

test('of an instance, and of an interface of which nobody knows, nothing is said', () => {
  expect(instance.remarks?.({ ...of(BALANCER), instanceId: 'i-1' })).toEqual([]);
  expect(instance.words({ ...of(BALANCER), instanceId: 'i-1' })).toBe('instance i-1');
  expect(instance.remarks?.({ networkInterfaces: [{ networkInterfaceId: 'eni-1' }] })).toEqual([]);
  expect(instance.words({ networkInterfaces: [{ networkInterfaceId: 'eni-1' }] })).toBe('interface eni-1');
});

test('GuardDuty’s document says it in the description, for its interfaces have no owners', () => {
  const resource = { id: 'eni-1', resourceType: 'Instance', instanceDetails: of(BALANCER) } as const;
  const document = guardduty.render({ ...SSH_BRUTE_FORCE, resource }, undefined);
  expect(document).toMatchObject({
    description: expect.stringMatching(
      /\. Interface eni-1 does not belong to an instance: it belongs to internet-facing load balancer/,
    ),
    resource: { instanceDetails: { networkInterfaces: [{ networkInterfaceId: 'eni-1' }] } },
  });
  expect(JSON.stringify(document)).not.toContain('owner');
});
