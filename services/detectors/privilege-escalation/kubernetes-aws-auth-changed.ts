import { accountIn } from '#services/model/arn.ts';
import { defineDetector } from '#services/model/detector.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { isAboutAwsAuth, mappingsIn } from '../kits/aws-auth.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { eachOf, foreignAmong, together } from '../kits/foreign.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { isNotTheClusterItself } from '#services/sources/eks-audit/user.ts';
import { isPipeline } from '../kits/kubernetes-user.ts';
import { enumerated } from '../kits/wording.ts';

const MASTERS = 'system:masters';

export default defineDetector({
  type: 'PrivilegeEscalation:Kubernetes/AwsAuthChanged',
  own: true,
  title: 'IAM identities were given permissions in a cluster through aws-auth',
  why: 'An identity in the ConfigMap aws-auth has the permissions of its groups in the cluster; system:masters may do everything, and no binding shows that.',
  asks: 'Was a table written into aws-auth that gives more than the permissions of nodes?',
  attack: ['T1098.006'],

  from: eksAudit('create configmaps', 'update configmaps', 'patch configmaps'),
  where: {
    'objectRef.namespace': (namespace) => namespace === 'kube-system',
    'responseStatus.code': wasDone,
    'user.username': isNotTheClusterItself,
  },
  and: (record, look) =>
    isAboutAwsAuth(record) && !isDryRun(record) && !isPipeline(record, look) && mappingsIn(record).length > 0,
  about: (record) => aboutObject(record, 'aws-auth'),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    identities: t.sample((record) =>
      mappingsIn(record)
        .map(({ who }) => who)
        .slice(0, NAMED_MAX)
        .join(', '),
    ),
    masters: t.count((record) => mappingsIn(record).some(({ groups }) => groups.includes(MASTERS))),
    elsewhere: t.distinct((record) => together(accountsLetIn(record))),
  }),

  severity: {
    when: {
      High: 'an identity of an account that is not yours is in system:masters, or such an account was let in as a whole',
      Medium: 'the table contains members of system:masters',
      Low: 'the table contains other groups than those of nodes',
    },
    of: (window, look) => {
      const { elsewhere, masters } = window.tallies;
      if (foreignAmong(eachOf(elsewhere), window, look).length > 0) return 'High';
      return masters > 0 ? 'Medium' : 'Low';
    },
  },
  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} wrote a table into aws-auth that gives permissions to ${enumerated(tallies.identities)}${tallies.masters > 0 ? ', some of them with all permissions' : ''}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:Kubernetes-AwsAuthChanged',
  blindTo: [
    'Whether an entry is new: the log has the table as it was written, not as it was before.',
    'EKS access entries, which are created by AWS API calls: CloudTrail records those.',
    'Identities that you named as pipelines.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['An administrator who gives a colleague or a tool access to the cluster.'],
  respond: [
    'Compare the table with what it should be, and remove the identities that should not be there.',
    'Ask whoever wrote it why.',
    'Use EKS access entries instead, and disable aws-auth: changes are then in CloudTrail.',
  ],
  references: [
    ...KUBERNETES_REFERENCES,
    {
      title: 'Grant IAM users access to Kubernetes with a ConfigMap',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
    },
  ],
  examples: {
    fires: {
      'a role is added to system:masters': () => table(row('111122223333', MASTERS)),
      'a role of a stranger’s account is added to system:masters': () => table(row('999999999999', MASTERS)),
      'a role of another account of ours, which is less': () => table(row('444455556666', MASTERS)),
      'by a patch as a list of operations, in JSON': () => ({
        records: [
          request('patch', 'configmaps', AWS_AUTH, {
            requestObject: [
              {
                op: 'replace',
                path: '/data/mapUsers',
                value: JSON.stringify([{ userarn: 'arn:aws:iam::111122223333:user/eve', groups: [MASTERS] }]),
              },
            ],
          }),
        ],
      }),
      'a whole account is let in': () => ({
        records: [
          request('update', 'configmaps', AWS_AUTH, { requestObject: { data: { mapAccounts: '- "999999999999"\n' } } }),
        ],
      }),
      'a custom group': () => table(row('111122223333', 'developers')),
    },
    quiet: {
      refused: () => table(row('111122223333', MASTERS), { responseStatus: { code: 403 } }),
      'a node group gets the permissions of nodes': () =>
        table(row('111122223333', 'system:bootstrappers', 'system:nodes')),
      'AWS writes it': () => table(row('111122223333', MASTERS), { user: { username: 'eks:authenticator' } }),
      'the controller of the cluster writes it': () =>
        table(row('111122223333', MASTERS), { user: serviceAccount('kube-system', 'eks-managed') }),
      'another ConfigMap': () => ({
        records: [
          request(
            'patch',
            'configmaps',
            { namespace: 'kube-system', name: 'coredns' },
            {
              requestObject: { data: { mapRoles: row('111122223333', MASTERS) } },
            },
          ),
        ],
      }),
      'a table that is not valid YAML': () => table('- rolearn: [\n'),
    },
  },
});

const AWS_AUTH = { namespace: 'kube-system', name: 'aws-auth' };
const NAMED_MAX = 5;
/** More say nothing new, and a value of a tally is short. */
const ACCOUNTS_MAX = 20;

/** The accounts other than the cluster's own that the table lets in as a whole, or as members of system:masters. */
function accountsLetIn(record: EksAuditRecord): readonly string[] {
  const accounts = mappingsIn(record).flatMap(({ who, groups }) => {
    const account = accountIn(who);
    const isLetIn = groups.includes(MASTERS) || account === who;
    return isLetIn && account !== undefined && account !== record.accountId ? [account] : [];
  });
  return [...new Set(accounts)].slice(0, ACCOUNTS_MAX);
}

function row(account: string, ...groups: readonly string[]): string {
  return [
    `- rolearn: arn:aws:iam::${account}:role/ops`,
    '  username: ops',
    '  groups:',
    ...groups.map((group) => `  - ${group}`),
    '',
  ].join('\n');
}

function table(mapRoles: string, overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    records: [request('patch', 'configmaps', AWS_AUTH, { requestObject: { data: { mapRoles } }, ...overrides })],
  };
}
