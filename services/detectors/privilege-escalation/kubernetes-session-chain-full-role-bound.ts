import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { BINDING_CALLS, bindingOf, subjectWords, type BindingSubject } from '#services/sources/eks-audit/binding.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { listIn, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';
import { isPerson } from '#services/sources/eks-audit/user.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { binds, defines } from '../kits/deed-stories.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { isPipeline } from '../kits/kubernetes-user.ts';
import { enumerated } from '../kits/wording.ts';

const ROLE_CALLS = ['create clusterroles', 'update clusterroles', 'patch clusterroles'];

export default defineDetector({
  type: 'PrivilegeEscalation:Kubernetes/SessionChain.FullRoleBound',
  own: true,
  title: 'A role that may do everything was defined in a cluster, and bound to an account that stays',
  why: 'Attackers define an administrator role of their own, since changes of cluster-admin are watched, and bind it to an account that outlives their way in.',
  asks: 'Did one person define a cluster role that may do everything, and bind it to a user, or to a service account of kube-system or default?',
  severity: 'High',
  attack: ['T1098.006', 'T1136'],

  from: eksAudit(...ROLE_CALLS, ...BINDING_CALLS),
  where: { 'responseStatus.code': wasDone, 'user.username': isPerson },
  and: (record, look) =>
    (definedIn(record) ?? boundIn(record)) !== undefined && !isPipeline(record, look) && !isDryRun(record),
  about: aboutCaller,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({
    defined: t.distinct(definedIn),
    bound: t.distinct(boundIn),
    subjects: t.sample((record) => holdersIn(record).map(subjectWords)[0]),
  }),
  having: ({ tallies: { defined, bound } }) => both(defined.values, bound.values).length > 0,

  explain: ({ subject, tallies: { defined, bound, subjects } }) =>
    `In ${clusterOf(subject.resource)}, ${callerOf(subject.resource)} defined role ${enumerated(both(defined.values, bound.values))}, which may do everything, and bound it to ${enumerated(subjects)}.`,
  asff: 'TTPs/PrivilegeEscalation/PrivilegeEscalation:Kubernetes-SessionChain.FullRoleBound',
  blindTo: [
    'Service accounts of other namespaces: operators are installed with such roles, in a namespace of their own.',
    'Roles that list everything by name, and cluster-admin itself.',
    'A role and a binding that different callers make, or more than an hour apart.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['A product that is installed by hand into kube-system with every right.'],
  respond: [
    'Ask whoever defined the role what it is for.',
    'If it was not them, delete the binding and the role, delete the service account, which invalidates its tokens, and remove their permissions in the cluster.',
    'Review what the account did since: calls of a service account from outside the cluster are those of a person.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'a service account of kube-system': () => ({ records: [defines([EVERYTHING]), binds('r', HELPER)] }),
      'a service account of default, bound first': () => ({
        records: [binds('r', { ...HELPER, namespace: 'default' }), defines([EVERYTHING])],
      }),
      'a user, by a patch': () => ({
        records: [
          request('patch', 'clusterroles', { name: 'r', apiGroup: RBAC }, { requestObject: { rules: [EVERYTHING] } }),
          binds('r', { kind: 'User', name: 'mallory' }),
        ],
      }),
    },
    quiet: {
      'an operator in a namespace of its own': () => ({
        records: [defines([EVERYTHING]), binds('r', { ...HELPER, namespace: 'argocd' })],
      }),
      'a role of one API group': () => ({
        records: [defines([{ ...EVERYTHING, apiGroups: ['apps'] }]), binds('r', HELPER)],
      }),
      'a role that reads everything': () => ({
        records: [defines([{ ...EVERYTHING, verbs: ['get', 'list', 'watch'] }]), binds('r', HELPER)],
      }),
      'only the role': () => ({ records: [defines([EVERYTHING])] }),
      'only the binding': () => ({ records: [binds('r', HELPER)] }),
      'another role is bound': () => ({ records: [defines([EVERYTHING]), binds('view', HELPER)] }),
      'the group of administrators': () => ({
        records: [defines([EVERYTHING]), binds('r', { kind: 'Group', name: 'administrators' })],
      }),
      'a part of the control plane': () => ({
        records: [defines([EVERYTHING]), binds('r', { kind: 'User', name: 'system:kube-scheduler' })],
      }),
      'a controller that installs products': () => ({
        records: [
          defines([EVERYTHING], { user: serviceAccount('argocd', 'controller') }),
          binds('r', HELPER, { user: serviceAccount('argocd', 'controller') }),
        ],
      }),
      refused: () => ({ records: [defines([EVERYTHING]), binds('r', HELPER, { responseStatus: { code: 403 } })] }),
      'a dry run': () => ({
        records: [
          defines([EVERYTHING]),
          binds('r', HELPER, { requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All' }),
        ],
      }),
      'hours later': () => ({
        records: [
          defines([EVERYTHING]),
          binds('r', HELPER, { requestReceivedTimestamp: '2026-03-02T13:00:00.000000Z' }),
        ],
      }),
    },
  },
});

const RBAC = 'rbac.authorization.k8s.io';
const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const HELPER = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'helper' };

/** The name of the role that a record gives every right there is. */
function definedIn(record: EksAuditRecord): string | undefined {
  if (record.resource !== 'clusterroles') return undefined;
  const sent = sentObject(record);
  const isFull = listIn(sent, 'rules').some((rule) =>
    ['apiGroups', 'resources', 'verbs'].every((part) => {
      const list = rule[part];
      return Array.isArray(list) && list.includes('*');
    }),
  );
  return isFull ? (record.name ?? textIn(sent, 'metadata.name')) : undefined;
}

/** The name of the role that a record binds in the whole cluster to somebody who may stay. */
function boundIn(record: EksAuditRecord): string | undefined {
  return holdersIn(record).length === 0 ? undefined : bindingOf(record).role;
}

function holdersIn(record: EksAuditRecord): readonly BindingSubject[] {
  return record.resource === 'clusterrolebindings' ? bindingOf(record).subjects.filter(mayStay) : [];
}

/** Whether the subject is a user, or an account in a namespace where nobody installs products with such rights. */
function mayStay({ kind, name, namespace }: BindingSubject): boolean {
  if (kind === 'ServiceAccount') return namespace === 'kube-system' || namespace === 'default';
  return kind === 'User' && isPerson(name);
}

function both(defined: readonly (string | number)[], bound: readonly (string | number)[]): readonly string[] {
  return defined.filter((name) => bound.includes(name)).map(String);
}
