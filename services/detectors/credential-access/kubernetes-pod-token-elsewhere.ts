import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import { isServiceAccount } from '#services/sources/eks-audit/user.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { isOutsideAws, wasAnswered } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** The API server notes for which pod a token was issued ("Managing Service Accounts", Kubernetes). */
const POD = 'authentication.kubernetes.io/pod-name';
const NODE = 'authentication.kubernetes.io/node-name';

export default defineDetector({
  type: 'CredentialAccess:Kubernetes/PodTokenElsewhere',
  own: true,
  title: 'The token of a pod was used from outside AWS',
  why: 'A token that a node gives to a pod is for the programs in that pod alone: whoever uses it elsewhere has read it out of the pod.',
  asks: 'Was a cluster called with a token that belongs to a pod, from an address outside AWS?',
  severity: 'High',
  attack: ['T1528', 'T1078.004'],

  from: eksAudit(),
  where: {
    'user.username': isServiceAccount,
    sourceIP: isOutsideAws,
    'responseStatus.code': wasAnswered,
  },
  // Machines outside AWS can be nodes as well, and run pods.
  and: ({ user: { extra } }) => {
    const [node = ''] = extra[NODE] ?? [];
    return (extra[POD] ?? []).length > 0 && !node.startsWith('mi-');
  },
  about: aboutCaller,
  tally: (t) => ({
    calls: t.sample((record) => record.call),
    addresses: t.sample((record) => record.sourceIP),
    pods: t.sample((record) => `${record.user.username?.split(':')[2]}/${record.user.extra[POD]?.[0]}`),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} of ${clusterOf(subject.resource)} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) with the token of pod ${enumerated(tallies.pods)} from ${enumerated(tallies.addresses)}, which is outside AWS: somebody took the token out of the pod.`,
  asff: 'TTPs/CredentialAccess/CredentialAccess:Kubernetes-PodTokenElsewhere',
  blindTo: [
    'Tokens that are used from another machine in AWS, or from behind the same gateway.',
    'Tokens that belong to no pod, which programs outside the cluster use every day: those from secrets, and those that somebody requested.',
    NO_AUDIT_LOG,
  ],
  falsePositives: [
    'Pods that reach the cluster through a proxy or addresses of your own that AWS does not announce: put these on a trusted list.',
    'A developer who runs a program at home in place of a pod, with its token.',
  ],
  respond: [
    'Delete the pod: this invalidates its token at once.',
    'Look in the audit log for whoever ran a command in the pod, and in the logs of its service for how somebody got in.',
    'Review every call of the service account from the address, and rotate the secrets that it could read.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'somebody lists what the pod may list': () => ({ records: [call()] }),
      'over IPv6': () => ({ records: [call({ sourceIPs: ['2001:db8::9'] })] }),
      'refused, which says as much about the token': () => ({ records: [call({ responseStatus: { code: 403 } })] }),
      'a cluster that does not note the node': () => ({ records: [call({ user: ofPod({ [NODE]: undefined }) })] }),
    },
    quiet: {
      'from inside the VPC': () => ({ records: [call({ sourceIPs: ['10.0.3.4'] })] }),
      'through a gateway of AWS': () => ({ records: [call()], amazon: ['198.51.100.7'] }),
      'a pod on a machine outside AWS that is a node': () => ({
        records: [call({ user: ofPod({ [NODE]: ['mi-0123456789abcdef0'] }) })],
      }),
      'a pipeline elsewhere, with a token of its own': () => ({
        records: [call({ user: serviceAccount('ci', 'deployer') })],
      }),
      'a person at home': () => ({ records: [request('list', 'pods')] }),
      'a token that is no longer valid': () => ({ records: [call({ responseStatus: { code: 401 }, user: {} })] }),
    },
  },
});

/** The `user` of a pod, as the API server knows it by the token that the node gave to the pod. */
function ofPod(overrides: Readonly<Record<string, unknown>> = {}) {
  const extra = { [POD]: ['web-5d78c9869d-abcde'], [NODE]: ['ip-10-0-0-10.ec2.internal'], ...overrides };
  return { ...serviceAccount('shop', 'web'), extra };
}

function call(overrides: Readonly<Record<string, unknown>> = {}) {
  return request('list', 'pods', { namespace: 'shop' }, { user: ofPod(), ...overrides });
}
