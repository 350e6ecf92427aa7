import { request } from '#services/sources/eks-audit/example.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, asks, atFirst, byProgram, byThief, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'Discovery:Kubernetes/AnomalousBehavior.PermissionChecked',
  tactic: 'PermissionChecked',
  title: 'Somebody asks a cluster which powerful rights he has',
  why: 'Who found a token does not know what it is good for, and asks for what would give him more.',
  asks: 'Did somebody ask whether he may do what gives further rights who does not ask that, or for as much as only intruders do?',
  attack: ['T1069', 'T1613'],
  severity: 'Low',
  did: 'asked about rights in',
  asff: 'TTPs/AnomalousBehavior/Discovery:Kubernetes-PermissionChecked',
  respond: [
    'Ask whoever it was what they tried.',
    'If it was not them, take their rights in the cluster, and look at what they did with those that they have.',
  ],
  blindTo: [
    'Which rights were asked about, where the log does not have what was sent: then it is only known that somebody asked.',
    'Who tries what he may do instead of asking: Discovery:Kubernetes/RightsProbed is about that.',
  ],
  falsePositives: ['Tests of rights, and consoles that ask for every button.'],
  examples: {
    fires: {
      'for all that gives power, one after the other': () => atFirst(...POWERS.map((right) => asks(right))),
      'the token of an application, out of the cluster': () =>
        after(20, APPLICATION, asks('create pods/exec', byThief('shop', 'web'))),
      'for all that a token may do': () =>
        after(20, APPLICATION, request('create', 'selfsubjectrulesreviews', {}, byThief('shop', 'web'))),
    },
    quiet: {
      'a console asks what its buttons may do': () =>
        atFirst(
          ...['list secrets', 'create pods/exec', 'delete pods', 'patch deployments', 'list nodes'].map((right) =>
            asks(right),
          ),
        ),
      'somebody asks whether he is administrator': () => after(30, LOOKS, asks('* *')),
      'for what gives no power': () => atFirst(...Array.from({ length: 40 }, (_, i) => asks(`list kind-${i}`))),
      'a controller asks every day': () =>
        after(
          20,
          [asks('list secrets', byProgram('flux-system', 'kustomize-controller'))],
          asks('list secrets', byProgram('flux-system', 'kustomize-controller')),
        ),
      'half as many': () => atFirst(...POWERS.slice(0, 10).map((right) => asks(right))),
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
