import { request } from '#services/sources/eks-audit/example.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, asks, atFirst, byProgram, byThief, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'Discovery:Kubernetes/AnomalousBehavior.PermissionChecked',
  tactic: 'PermissionChecked',
  title: 'An identity asked a cluster about its powerful permissions',
  why: 'Attackers who find a token ask what it permits, above all what would let them escalate their privileges.',
  asks: 'Did an identity ask about permissions that lead to more permissions although it does not usually do so, or about as many as only intruders do?',
  attack: ['T1069', 'T1613'],
  severity: 'Low',
  did: 'asked about permissions in',
  asff: 'TTPs/AnomalousBehavior/Discovery:Kubernetes-PermissionChecked',
  respond: [
    'Ask the person or team behind the identity what they were trying to do.',
    'If it was not them, remove their permissions in the cluster, and review what they did with them.',
  ],
  blindTo: [
    'Which permissions were asked about, where the log lacks the request body: it then only shows that somebody asked.',
    'Attackers who try calls instead of asking: Discovery:Kubernetes/RightsProbed reports those.',
  ],
  falsePositives: ['Permission tests, and consoles that ask about every button.'],
  examples: {
    fires: {
      'every powerful permission, one after the other': () => atFirst(...POWERS.map((right) => asks(right))),
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, asks('create pods/exec', byThief('shop', 'web'))),
      'everything that a token permits': () =>
        after(20, APPLICATION, request('create', 'selfsubjectrulesreviews', {}, byThief('shop', 'web'))),
    },
    quiet: {
      'a console that asks what its buttons may do': () =>
        atFirst(
          ...['list secrets', 'create pods/exec', 'delete pods', 'patch deployments', 'list nodes'].map((right) =>
            asks(right),
          ),
        ),
      'somebody asks whether they are administrator': () => after(30, LOOKS, asks('* *')),
      'permissions that are not powerful': () =>
        atFirst(...Array.from({ length: 40 }, (_, i) => asks(`list kind-${i}`))),
      'a controller that asks every day': () =>
        after(
          20,
          [asks('list secrets', byProgram('flux-system', 'kustomize-controller'))],
          asks('list secrets', byProgram('flux-system', 'kustomize-controller')),
        ),
      'half as many permissions': () => atFirst(...POWERS.slice(0, 10).map((right) => asks(right))),
    },
  },
});

const POWERS = [
  '* *',
  'get secrets',
  'list secrets',
  'create pods/exec',
  'create pods/ephemeralcontainers',
  'create serviceaccounts/token',
  'get nodes/proxy',
  ...['roles', 'clusterroles'].flatMap((kind) => [
    `create ${kind}`,
    `escalate ${kind}`,
    `bind ${kind}`,
    `patch ${kind}`,
  ]),
  ...['rolebindings', 'clusterrolebindings'].flatMap((kind) => [`create ${kind}`, `patch ${kind}`]),
  'impersonate users',
  'impersonate groups',
  'impersonate serviceaccounts',
  'create mutatingwebhookconfigurations',
  'update certificatesigningrequests/approval',
];
