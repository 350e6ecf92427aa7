import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { isOutsideAws, wasAnswered } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CredentialAccess:Kubernetes/NodeCredentialsElsewhere',
  own: true,
  title: 'The credentials of a node were used from outside AWS',
  why: 'A pod that reaches the metadata service of its node gets the credentials of the node, and with them the secrets of all pods there.',
  asks: 'Was a cluster called with the identity of a node from an address outside AWS?',
  severity: 'High',
  attack: ['T1552.005', 'T1528'],

  from: eksAudit(),
  where: {
    // Machines outside AWS can be nodes as well, but their names differ from those of instances.
    'user.username': (username) =>
      username !== undefined && /^system:node:(?:fargate-)?(?:ip|i)-[0-9a-f]/.test(username),
    sourceIP: isOutsideAws,
    'responseStatus.code': wasAnswered,
  },
  about: aboutCaller,
  tally: (t) => ({ calls: t.sample((record) => record.call), addresses: t.sample((record) => record.sourceIP) }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} of ${clusterOf(subject.resource)} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, which is outside AWS: somebody else has its credentials.`,
  asff: 'TTPs/CredentialAccess/CredentialAccess:Kubernetes-NodeCredentialsElsewhere',
  blindTo: [
    'Credentials that are used from another machine in AWS, or from behind the same gateway.',
    'Nodes that are not named after their instance or its address.',
    NO_AUDIT_LOG,
  ],
  falsePositives: [
    'Nodes that reach the cluster through a proxy or addresses of your own that AWS does not announce: put these on a trusted list.',
  ],
  respond: [
    'Terminate the instance. Its credentials stay valid for hours, but you can revoke its sessions in IAM at once.',
    'Find the pod that reached the metadata service, and block that access (IMDSv2 with a hop limit of 1).',
    'Rotate the secrets of all pods that ran on the node.',
  ],
  references: [
    ...KUBERNETES_REFERENCES,
    {
      title: 'Restrict access to the instance profile assigned to the worker node',
      url: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
    },
  ],
  examples: {
    fires: {
      'somebody lists what a node may list': () => ({ records: [call()] }),
      'over IPv6': () => ({ records: [call({ sourceIPs: ['2001:db8::9'] })] }),
      'a node that is named after its instance, and is refused': () => ({
        records: [
          call({ user: node('i-0123456789abcdef0.us-west-2.compute.internal'), responseStatus: { code: 403 } }),
        ],
      }),
    },
    quiet: {
      'from inside the VPC': () => ({ records: [call({ sourceIPs: ['10.0.0.10'] })] }),
      'through a gateway of AWS': () => ({ records: [call()], amazon: ['198.51.100.7'] }),
      'a machine outside AWS that is a node': () => ({ records: [call({ user: node('mi-0123456789abcdef0') })] }),
      'a person at home': () => ({ records: [request('list', 'pods')] }),
      'a token that is no longer valid': () => ({ records: [call({ user: {}, responseStatus: { code: 401 } })] }),
    },
  },
});

function node(name: string) {
  return { username: `system:node:${name}`, groups: ['system:bootstrappers', 'system:nodes', 'system:authenticated'] };
}

function call(overrides: Readonly<Record<string, unknown>> = {}) {
  return request('list', 'pods', {}, { user: node('ip-10-0-0-10.ec2.internal'), ...overrides });
}
