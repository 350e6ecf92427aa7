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
  title: 'The default service account was made an administrator',
  why: 'Pods that name no account of their own run as the default one: whoever gets into any of them is an administrator.',
  asks: 'Was the role of an administrator given to a default service account, or to a group that holds it?',
  severity: 'High',
  attack: ['T1098.006', 'T1078.001'],
  settings: {
    adminRoles: {
      default: ['cluster-admin', 'admin'],
      because:
        'Both come with every cluster and mean all rights, in it or in a namespace; what roles of your own may do, a binding does not say.',
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
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} gave the role ${enumerated(tallies.roles)} to ${enumerated(tallies.subjects)}: as that runs every pod that names no account of its own.`,
  asff: 'Software and Configuration Checks/AWS Security Best Practices/Policy:Kubernetes-AdminAccessToDefaultServiceAccount',
  blindTo: [
    'Roles of your own that allow everything: name them in adminRoles.',
    'Bindings that were there before the log begins.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['A cluster for trying things out, in which nothing is worth protecting.'],
  respond: [
    'Delete the binding, and give the workload that needs the rights an account of its own.',
    'Look at what the default service account did since then.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'of one namespace, in the whole cluster': () =>
        binding({ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }),
      'by the name that it calls as': () => binding({ kind: 'User', name: 'system:serviceaccount:ci:default' }),
      'all service accounts, the default ones among them': () =>
        binding({ kind: 'Group', name: 'system:serviceaccounts' }),
      'put into the binding that every cluster has': () => ({
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
      'a patch of which the answer names the role': () => ({
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
      'an account of its own': () => binding({ kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' }),
      'a role that only reads': () => binding({ kind: 'ServiceAccount', name: 'default', namespace: 'ci' }, 'view'),
      'a person who is called default': () => binding({ kind: 'User', name: 'default' }),
      'a binding whose labels alone were changed': () => ({
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
