import { person, request } from '#services/sources/eks-audit/example.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'CredentialAccess:Kubernetes/AnomalousBehavior.SecretsAccessed',
  tactic: 'SecretsAccessed',
  title: 'An identity read secrets of a cluster in an unusual way',
  why: 'Attackers use the secrets of a cluster to get into databases, registries and other accounts, even after the way in is closed.',
  asks: 'Did an identity read secrets of a cluster that it does not usually read, or in a way that only intruders do?',
  attack: ['T1552.007'],
  severity: 'Medium',
  did: 'read secrets of',
  asff: 'TTPs/AnomalousBehavior/CredentialAccess:Kubernetes-SecretsAccessed',
  respond: [
    'Ask the person or team behind the identity what they needed the secrets for.',
    'If it was not them, remove their permissions in the cluster, delete the pods and tokens that were used, and rotate every secret that was read.',
  ],
  blindTo: [
    'Secrets that the same identity reads every day.',
    'Secrets that pods get as files or variables: their nodes fetch those.',
  ],
  falsePositives: ['A console that shows all secrets of all namespaces, the first time somebody opens it.'],
  examples: {
    fires: {
      'twenty secrets, one after the other': () => atFirst(...reads(20)),
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, request('list', 'secrets', { namespace: 'shop' }, byThief('shop', 'web'))),
      'secrets of all namespaces, by a person in the first week': () => atFirst(request('list', 'secrets')),
      'secrets of all namespaces, by a session whose name a tool made up': () =>
        atFirst(request('list', 'secrets', {}, { user: RUN })),
      'secrets of all namespaces, by somebody who never read one': () => after(30, LOOKS, request('list', 'secrets')),
    },
    quiet: {
      'an operator that reads sixty, on the first day of a cluster': () =>
        atFirst(...reads(60, byProgram('external-secrets', 'external-secrets'))),
      'a controller that watches all namespaces': () =>
        atFirst(request('watch', 'secrets', {}, byProgram('cert-manager', 'cert-manager'))),
      'a pipeline reads the secrets of its namespace': () =>
        atFirst(request('list', 'secrets', { namespace: 'shop' }, { user: RUN }), read('db', { user: RUN })),
      'Helm lists its releases': () =>
        after(
          30,
          LOOKS,
          request('list', 'secrets', {}, { requestURI: '/api/v1/secrets?labelSelector=owner%3Dhelm' }),
          ...Array.from({ length: 20 }, (_, i) => read(`sh.helm.release.v1.web.v${i}`)),
        ),
      'secrets of one namespace, by a person in the first week': () =>
        atFirst(request('list', 'secrets', { namespace: 'shop' })),
      'ten secrets': () => atFirst(...reads(10)),
      'somebody looks one up': () => after(30, LOOKS, read('db')),
      'hardly more than on other days': () => after(10, reads(12), ...reads(20)),
      'nodes, for their pods': () =>
        atFirst(...reads(40, { user: { username: 'system:node:ip-10-0-0-10.ec2.internal' } })),
    },
  },
});

const RUN = person('arn:aws:sts::111122223333:assumed-role/Deploy/botocore-session-1772445600');

function read(name: string, overrides: Readonly<Record<string, unknown>> = {}) {
  return request('get', 'secrets', { namespace: 'shop', name }, overrides);
}

function reads(count: number, overrides: Readonly<Record<string, unknown>> = {}) {
  return Array.from({ length: count }, (_, i) => read(`secret-${i}`, overrides));
}
