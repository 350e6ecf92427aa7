import { describe, expect, test } from 'vitest';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { isNoPublicPath, tacticOf } from '#services/detectors/kits/kubernetes-call.ts';
import { isNotTheClusterItself, isPerson } from '#services/sources/eks-audit/user.ts';
import { isPipeline } from '#services/detectors/kits/kubernetes-user.ts';
import { organizationView } from '#services/organization/view.ts';
import { sentObject } from '#services/sources/eks-audit/sent-object.ts';

const ARN = 'arn:aws:iam::111122223333:role/Deploy';

test.each([
  ['watch secrets', 'CredentialAccess'],
  ['create serviceaccounts/token', 'CredentialAccess'],
  ['create tokenreviews', 'CredentialAccess'],
  ['delete secrets', 'Impact'],
  ['deletecollection pods', 'DefenseEvasion'],
  ['patch mutatingwebhookconfigurations', 'DefenseEvasion'],
  ['create mutatingwebhookconfigurations', 'Persistence'],
  ['get pods/exec', 'Execution'],
  ['get pods/log', 'Discovery'],
  ['patch pods/ephemeralcontainers', 'Execution'],
  ['create selfsubjectrulesreviews', 'Discovery'],
  ['get /apis', 'Discovery'],
  ['create clusterrolebindings', 'Persistence'],
  ['update clusterroles', 'Persistence'],
  ['delete clusterroles', 'Impact'],
  ['create pods/eviction', 'Impact'],
  ['patch deployments', 'Impact'],
  ['', 'Impact'],
])('the tactic of "%s" is %s', (call, tactic) => {
  expect(tacticOf(call)).toBe(tactic);
});

test.each([
  ['get /healthz', false],
  ['get /livez/ping', false],
  ['get /', false],
  ['get /apis/apps/v1', false],
  ['get /openid/v1/jwks', false],
  ['get /metrics', true],
  ['get /healthzz', true],
  ['list pods', true],
  [undefined, false],
])('"%s" is more than a cluster tells everybody: %s', (call, expected) => {
  expect(isNoPublicPath(call)).toBe(expected);
});

test.each([
  ['create pods', '/api/v1/pods?dryRun=All', true],
  ['patch pods', '/api/v1/pods?fieldManager=x&dryRun=All&timeout=5s', true],
  ['create pods', '/api/v1/pods?name=dryRun', false],
  ['create pods', '/api/v1/pods?dryrun=All', false],
  ['create pods', '/api/v1/pods?x=1&dryRun=Allowed', false],
  ['list secrets', '/api/v1/secrets?dryRun=All', false],
  ['get secrets', '/api/v1/namespaces/shop/secrets/db?dryRun=All', false],
  ['create pods/exec', '/api/v1/namespaces/shop/pods/web/exec?command=sh&dryRun=All', false],
  ['create selfsubjectaccessreviews', '/x?dryRun=All', false],
])('%s %s only tries: %s', (call, requestURI, expected) => {
  expect(isDryRun({ call, requestURI })).toBe(expected);
});

test.each([
  ['alice', true, true],
  ['arn:aws:sts::111122223333:assumed-role/Ops/bob', true, true],
  ['system:anonymous', false, true],
  ['system:serviceaccount:argocd:server', false, true],
  ['system:serviceaccount:kube-system:daemon-set-controller', false, false],
  ['system:node:ip-10-0-0-10', false, false],
  ['eks:addon-manager', false, false],
  [undefined, false, false],
])('%s is a person: %s, and not the cluster itself: %s', (username, person, outsider) => {
  expect([isPerson(username), isNotTheClusterItself(username)]).toEqual([person, outsider]);
});

describe('what a request sends', () => {
  test.each([
    ['an object', { a: 1 }, { a: 1 }],
    ['nothing', undefined, {}],
    ['something else', 'x', {}],
    ['operations that set', [{ op: 'add', path: '/spec/type', value: 'x' }], { spec: { type: 'x' } }],
    ['operations that take away', [{ op: 'remove', path: '/spec/type' }], {}],
    [
      'places in a list',
      [
        { op: 'add', path: '/subjects/-', value: { name: 'a' } },
        { op: 'add', path: '/subjects/-', value: { name: 'b' } },
        { op: 'replace', path: '/webhooks/0/clientConfig/url', value: 'u' },
      ],
      { subjects: [{ name: 'a' }, { name: 'b' }], webhooks: [{ clientConfig: { url: 'u' } }] },
    ],
    [
      'keys with a slash or a tilde',
      [{ op: 'add', path: '/metadata/annotations/a~1b~0c', value: 'x' }],
      { metadata: { annotations: { 'a/b~c': 'x' } } },
    ],
    ['operations that are none', [null, 7, { op: 'add' }, { op: 'add', path: 'x', value: 1 }], {}],
  ])('%s', (_name, requestObject, expected) => {
    expect(sentObject({ requestObject })).toEqual(expected);
  });
});

test.each([
  ['by the ARN of its role', { canonicalArn: [ARN], arn: ['arn:aws:sts::111122223333:assumed-role/Deploy/x'] }, true],
  ['by the only ARN', { arn: [ARN] }, true],
  ['by another ARN', { canonicalArn: ['arn:aws:iam::111122223333:role/Other'], arn: [ARN] }, false],
  ['by none', {}, false],
])('who is known to deploy is, %s', (_name, extra, expected) => {
  const known = [{ who: ARN, purposes: ['pipeline' as const], because: 'Deploys.' }];
  const look = { organization: organizationView({ read: new Set(), known }) };
  const user = { username: 'deployer', uid: undefined, groups: [], extra };
  expect(isPipeline({ user, accountId: '111122223333', time: 0 }, look)).toBe(expected);
});
