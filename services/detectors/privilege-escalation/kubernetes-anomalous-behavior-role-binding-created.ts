import { givesAdministration } from '#services/behaviour/kubernetes/rights.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { bindingOf } from '#services/sources/eks-audit/binding.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, binds, byProgram, byThief, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleBindingCreated',
  tactic: 'RoleBindingCreated',
  title: 'An identity gave permissions in a cluster in an unusual way',
  why: 'Attackers make themselves or an account of theirs administrator to keep their access when the way in is closed.',
  asks: 'Did an identity bind a role in a cluster that does not usually do so, or bind one to itself?',
  attack: ['T1098.006'],
  severity: 'Medium',
  worse: {
    severity: 'High',
    when: 'the role is admin or cluster-admin',
    of: (record) => givesAdministration(bindingOf(record)),
  },
  did: 'bound roles in',
  isDeployed: true,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-RoleBindingCreated',
  respond: [
    'Ask whoever created the binding what it is for.',
    'If it was not them, delete it, remove their permissions in the cluster, and review what the subject of the binding did since.',
  ],
  blindTo: [
    'Permissions that EKS access entries or the ConfigMap aws-auth give.',
    'What other roles than admin and cluster-admin permit.',
  ],
  falsePositives: ['Somebody who sets up the first cluster of an account that has been watched for a long time.'],
  examples: {
    fires: {
      'a binding to the caller': () => atFirst(binds('cluster-admin', { kind: 'User', name: 'alice' })),
      'administrator, by somebody who never bound a role': () =>
        after(90, LOOKS, binds('cluster-admin', { kind: 'User', name: 'mallory' })),
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, binds('cluster-admin', { kind: 'User', name: 'mallory' }, byThief('shop', 'web'))),
    },
    quiet: {
      'somebody who installs products, on the first day': () =>
        atFirst(
          ...['argocd', 'rancher', 'jenkins'].map((name) =>
            binds('cluster-admin', { kind: 'ServiceAccount', namespace: name, name }),
          ),
        ),
      'GitOps deploys itself with a role that it has': () =>
        after(
          30,
          APPLICATION,
          binds('cluster-admin', GITOPS, { ...byProgram('flux-system', 'kustomize-controller'), annotations }),
        ),
      'a read-only role': () => after(30, LOOKS, binds('view', { kind: 'Group', name: 'developers' })),
      'a controller that elects its leader': () =>
        atFirst(
          request(
            'create',
            'rolebindings',
            { namespace: 'kube-system', apiGroup: 'rbac.authorization.k8s.io' },
            {
              requestObject: { metadata: { name: 'leader' }, roleRef: { name: 'leader' }, subjects: [] },
              user: serviceAccount('cert-manager', 'cert-manager'),
            },
          ),
        ),
      'the cluster repairs its own bindings': () =>
        atFirst(
          binds('cluster-admin', { kind: 'Group', name: 'system:masters' }, { user: { username: 'system:apiserver' } }),
        ),
    },
  },
});

const GITOPS = { kind: 'ServiceAccount', namespace: 'flux-system', name: 'kustomize-controller' };
const annotations = {
  'authorization.k8s.io/decision': 'allow',
  'authorization.k8s.io/reason':
    'RBAC: allowed by ClusterRoleBinding "flux" of ClusterRole "cluster-admin" to ServiceAccount "kustomize-controller/flux-system"',
};
