import { expect, test } from 'vitest';
import { ownerOf } from '#services/inventory/kits/interface-owner.ts';

test.each([
  ['nat_gateway', 'Interface for NAT Gateway nat-0a1b', { kind: 'nat-gateway', name: 'nat-0a1b' }],
  ['natGateway', '', { kind: 'nat-gateway' }],
  ['interface', 'Interface for NAT Gateway nat-0a1b', { kind: 'nat-gateway', name: 'nat-0a1b' }],
  [
    'transit_gateway',
    'Network Interface for Transit Gateway Attachment tgw-attach-0a1b',
    { kind: 'transit-gateway', name: 'tgw-attach-0a1b' },
  ],
  ['interface', 'ELB app/shop/50dc6c', { kind: 'load-balancer', name: 'app/shop/50dc6c' }],
  ['network_load_balancer', 'ELB net/shop/50dc6c', { kind: 'load-balancer', name: 'net/shop/50dc6c' }],
  ['interface', 'ELB classic', { kind: 'load-balancer', name: 'classic' }],
  ['vpc_endpoint', 'VPC Endpoint Interface vpce-0a1b', { kind: 'endpoint', name: 'vpce-0a1b' }],
  ['lambda', 'AWS Lambda VPC ENI-mailer-0a1b', { kind: 'function' }],
  ['interface', 'EFS mount target for fs-0a1b (fsmt-0c2d)', { kind: 'file-system', name: 'fs-0a1b' }],
  ['interface', 'RDSNetworkInterface', { kind: 'database' }],
  ['interface', 'Amazon EKS shop', { kind: 'cluster', name: 'shop' }],
  ['interface', 'arn:aws:ecs:us-east-1:111122223333:attachment/0a1b', { kind: 'task' }],
  ['interface', 'ElastiCache shop-001', { kind: 'service', name: 'ElastiCache shop-001' }],
  ['quicksight', '', { kind: 'service' }],
])('%s, %j', (type, description, owner) => {
  expect(ownerOf({ managed: true, type, description })).toEqual(owner);
});

test('what anybody may have made is nobody’s, whatever its description says', () => {
  for (const type of ['interface', 'efa', 'branch', undefined])
    expect(ownerOf({ managed: false, type, description: 'ELB app/shop/50dc6c' })).toBeUndefined();
  expect(ownerOf({ type: 'network_load_balancer', description: 'ELB net/shop/50dc6c' })).toEqual({
    kind: 'load-balancer',
    name: 'net/shop/50dc6c',
  });
});
