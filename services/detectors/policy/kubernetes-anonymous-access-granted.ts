import { defineDetector } from '#services/model/detector.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import {
  BINDING_CALLS,
  bindingOf,
  isAnybody,
  nameOfBinding,
  subjectWords,
} from '#services/sources/eks-audit/binding.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { enumerated } from '../kits/wording.ts';

/**
 * Roles that Kubernetes itself grants to everybody in some version ("API discovery roles"): they only list the
 * available APIs.
 */
const DISCOVERY: ReadonlySet<string | undefined> = new Set(['system:discovery', 'system:basic-user']);

export default defineDetector({
  type: 'Policy:Kubernetes/AnonymousAccessGranted',
  title: 'A role in a cluster was given to anonymous callers',
  why: 'Everybody who can reach the API server of the cluster then has the role, and by default the Internet can reach it.',
  asks: 'Was a role given to system:anonymous or system:unauthenticated?',
  attack: ['T1098.006', 'T1078.001'],
  settings: {
    publicRoles: {
      default: ['system:public-info-viewer', 'system:service-account-issuer-discovery'],
      because:
        'Every cluster gives the first to everybody, for its health and version; the second shows public keys, which others need to verify tokens.',
    },
  },

  from: eksAudit(...BINDING_CALLS),
  where: {
    'responseStatus.code': wasDone,
    // The API server restores its own bindings whenever it starts.
    'user.username': (username) => username !== 'system:apiserver',
  },
  and(record, { settings }) {
    const { role, subjects } = bindingOf(record);
    return subjects.some(isAnybody) && !settings.publicRoles.includes(role ?? '') && !isDryRun(record);
  },
  about: (record) => aboutObject(record, nameOfBinding(record)),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    roles: t.sample((record) => bindingOf(record).role),
    subjects: t.sample((record) => bindingOf(record).subjects.filter(isAnybody).map(subjectWords)[0]),
    telling: t.count((record) => !DISCOVERY.has(bindingOf(record).role)),
  }),

  severity: {
    when: {
      High: 'the role lets anybody do or read more',
      Low: 'the role only shows which APIs exist, as in old clusters',
    },
    of: ({ tallies }) => (tallies.telling > 0 ? 'High' : 'Low'),
  },
  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} gave ${tallies.roles.length > 0 ? `the role ${enumerated(tallies.roles)}` : 'a role'} to ${enumerated(tallies.subjects)}: everybody who can reach the API server has it now.`,
  asff: 'Software and Configuration Checks/AWS Security Best Practices/Policy:Kubernetes-AnonymousAccessGranted',
  blindTo: [
    'Roles that are given to system:authenticated: those are for callers with credentials of the cluster.',
    'Bindings that were created before the log begins.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['A public service that is built on the API server on purpose.'],
  respond: [
    'Delete the binding, or remove the subject from it.',
    'Look for calls of system:anonymous since then that were answered.',
    'Ask whoever created the binding what it was for.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'everybody may read everything': () => binding('clusterrolebindings', 'view', UNAUTHENTICATED),
      'the anonymous user is named': () => binding('rolebindings', 'edit', { kind: 'User', name: 'system:anonymous' }),
      'by a patch as a list of operations': () => ({
        records: [
          request(
            'patch',
            'clusterrolebindings',
            { name: 'cluster-admin', apiGroup: 'rbac.authorization.k8s.io' },
            { requestObject: [{ op: 'add', path: '/subjects/-', value: { kind: 'User', name: 'system:anonymous' } }] },
          ),
        ],
      }),
      'discovery, as old clusters allowed it': () =>
        binding('clusterrolebindings', 'system:discovery', UNAUTHENTICATED),
    },
    quiet: {
      refused: () => binding('clusterrolebindings', 'view', UNAUTHENTICATED, { responseStatus: { code: 403 } }),
      'a dry run': () =>
        binding('clusterrolebindings', 'view', UNAUTHENTICATED, {
          requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All&fieldManager=kubectl',
        }),
      'health and version, as every cluster has it': () =>
        binding('clusterrolebindings', 'system:public-info-viewer', UNAUTHENTICATED),
      'the API server repairs its own bindings': () =>
        binding('clusterrolebindings', 'system:discovery', UNAUTHENTICATED, {
          user: { username: 'system:apiserver', groups: ['system:masters'] },
        }),
      'a group with a similar name': () =>
        binding('clusterrolebindings', 'view', { kind: 'Group', name: 'unauthenticated' }),
    },
  },
});

const UNAUTHENTICATED = { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:unauthenticated' };

function binding(resource: string, role: string, subject: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestObject = {
    metadata: { name: 'open' },
    subjects: [subject],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  };
  const where = { apiGroup: 'rbac.authorization.k8s.io', ...(resource === 'rolebindings' && { namespace: 'shop' }) };
  return { records: [request('create', resource, where, { requestObject, ...overrides })] };
}
