import { expect, test } from 'vitest';
import { aboutCaller, callerOf, clusterOf } from '#services/detectors/kits/cluster.ts';

const USER = { username: 'alice', uid: 'u-1', groups: ['ops'], extra: { sessionName: ['s'] } };
const CALLED = { cluster: 'prod', accountId: '111122223333', region: 'us-east-1', impersonatedUser: undefined };

function told(parts: object, user: object = USER) {
  return aboutCaller({ ...CALLED, user: { ...USER, ...user }, ...parts }).resource;
}

test('who called is told whole', () => {
  const impersonatedUser = { ...USER, username: 'root', groups: ['system:masters'] };
  expect(told({ impersonatedUser })).toEqual({
    id: 'prod/alice',
    resourceType: 'EKSCluster',
    eksClusterDetails: { name: 'prod', arn: 'arn:aws:eks:us-east-1:111122223333:cluster/prod' },
    kubernetesDetails: {
      kubernetesUserDetails: {
        username: 'alice',
        uid: 'u-1',
        groups: ['ops'],
        sessionName: ['s'],
        impersonatedUser: { username: 'root', groups: ['system:masters'] },
      },
    },
  });
});

test('what is not known is left out', () => {
  const nobody = { username: undefined, uid: undefined, groups: [], extra: {} };
  const resource = told({ cluster: undefined, impersonatedUser: nobody }, nobody);
  expect(resource.id).toMatch(/\/nobody named$/);
  expect(resource.eksClusterDetails).toStrictEqual({});
  expect(resource.kubernetesDetails).toStrictEqual({
    kubernetesUserDetails: { groups: [], impersonatedUser: { groups: [] } },
  });
});

test('words', () => {
  expect(clusterOf(told({}))).toBe('cluster prod');
  expect(callerOf(told({}))).toContain('alice');
  expect(callerOf({ id: 'x', resourceType: 'EKSCluster' })).not.toContain('alice');
});
