import { defineDetector } from '#services/model/detector.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import {
  BINDING_CALLS,
  bindingOf,
  isDefaultAccount,
  nameOfBinding,
  subjectWords,
} from '#services/sources/eks-audit/binding.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:Kubernetes/AdminAccessToDefaultServiceAccount',
  title: 'The default service account was given administrator permissions',
  why: 'Pods without a service account of their own run as the default one: whoever gets into any of them is an administrator.',
  asks: 'Was an administrator role given to a default service account, or to a group that contains it?',
  severity: 'High',
  attack: ['T1098.006', 'T1078.001'],
  settings: {
    adminRoles: {
      default: ['cluster-admin', 'admin'],
      because:
        'Both come with every cluster and mean all permissions, in the cluster or in a namespace; a binding does not show what your own roles permit.',
    },
  },

  from: eksAudit(...BINDING_CALLS),
  where: { 'responseStatus.code': wasDone },
  and(record, { settings }) {
    const { role, subjects } = bindingOf(record);
    return (
      role !== undefined && settings.adminRoles.includes(role) && subjects.some(isDefaultAccount) && !isDryRun(record)
    );
  },
  about: (record) => aboutObject(record, nameOfBinding(record)),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    roles: t.sample((record) => bindingOf(record).role),
    subjects: t.sample((record) => bindingOf(record).subjects.filter(isDefaultAccount).map(subjectWords).join(', ')),
  }),

  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} gave the role ${enumerated(tallies.roles)} to ${enumerated(tallies.subjects)}. Every pod without a service account of its own now has these permissions.`,
  asff: 'Software and Configuration Checks/AWS Security Best Practices/Policy:Kubernetes-AdminAccessToDefaultServiceAccount',
  blindTo: [
    'Custom roles that allow everything: name them in adminRoles.',
    'Bindings that were created before the log begins.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['A test cluster in which nothing is worth protecting.'],
  respond: [
    'Delete the binding, and give the workload that needs the permissions a service account of its own.',
    'Review what the default service account did since then.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'the account of one namespace, in the whole cluster': () =>
        binding({ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }),
      'the account by its user name': () => binding({ kind: 'User', name: 'system:serviceaccount:ci:default' }),
      'all service accounts, which include the default ones': () =>
        binding({ kind: 'Group', name: 'system:serviceaccounts' }),
      'added to the binding that every cluster has': () => ({
        records: [
          request(
            'patch',
            'clusterrolebindings',
            { name: 'cluster-admin', apiGroup: RBAC },
            {
              requestObject: { subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }] },
            },
          ),
        ],
      }),
      'a patch whose response names the role': () => ({
        records: [
          request(
            'patch',
            'rolebindings',
            { namespace: 'ci', name: 'deploy', apiGroup: RBAC },
            {
              requestObject: [{ op: 'add', path: '/subjects/0', value: { kind: 'ServiceAccount', name: 'default' } }],
              responseObject: { kind: 'RoleBinding', roleRef: { kind: 'ClusterRole', name: 'admin' } },
            },
          ),
        ],
      }),
    },
    quiet: {
      refused: () => binding({ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }, 'cluster-admin', 403),
      'a service account of its own': () => binding({ kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' }),
      'a read-only role': () => binding({ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }, 'view'),
      'a person named default': () => binding({ kind: 'User', name: 'default' }),
      'only the labels of a binding are changed': () => ({
        records: [
          request(
            'patch',
            'clusterrolebindings',
            { name: 'cluster-admin', apiGroup: RBAC },
            {
              requestObject: { metadata: { labels: { team: 'platform' } } },
              responseObject: {
                subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }],
                roleRef: { name: 'cluster-admin' },
              },
            },
          ),
        ],
      }),
    },
  },
});

const RBAC = 'rbac.authorization.k8s.io';

function binding(subject: object, role = 'cluster-admin', code = 201) {
  const requestObject = {
    metadata: { name: 'ci' },
    subjects: [subject],
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
  };
  const responseStatus = { code };
  return { records: [request('create', 'clusterrolebindings', { apiGroup: RBAC }, { requestObject, responseStatus })] };
}
