import { givesAdministration } from '#services/behaviour/kubernetes/rights.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { bindingOf } from '#services/sources/eks-audit/binding.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, binds, byProgram, byThief, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleBindingCreated',
  tactic: 'RoleBindingCreated',
  title: 'Rights in a cluster are given in an unusual way',
  why: 'Who gives himself or an account of his the rights of an administrator stays when the way in is closed.',
  asks: 'Did somebody give a role in a cluster who does not, or give it to himself?',
  attack: ['T1098.006'],
  severity: 'Medium',
  worse: {
    severity: 'High',
    when: 'the role is admin or cluster-admin',
    of: (record) => givesAdministration(bindingOf(record)),
  },
  did: 'gave roles in',
  isDeployed: true,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-RoleBindingCreated',
  respond: [
    'Ask whoever made the binding what for.',
    'If it was not them, delete it, take their rights in the cluster, and look at what the one it names did since.',
  ],
  blindTo: [
    'Rights that are given by access entries of EKS, or by its table aws-auth.',
    'What a role may do that is not called admin or cluster-admin.',
  ],
  falsePositives: ['Who sets a cluster up, where it is the first in an account that was watched for long.'],
  examples: {
    fires: {
      'to oneself': () => atFirst(binds('cluster-admin', { kind: 'User', name: 'alice' })),
      'administrator, by who never gave a role': () =>
        after(90, LOOKS, binds('cluster-admin', { kind: 'User', name: 'mallory' })),
      'the token of an application, out of the cluster': () =>
        after(20, APPLICATION, binds('cluster-admin', { kind: 'User', name: 'mallory' }, byThief('shop', 'web'))),
    },
    quiet: {
      'who installs products, on the first day': () =>
        atFirst(
          ...['argocd', 'rancher', 'jenkins'].map((name) =>
            binds('cluster-admin', { kind: 'ServiceAccount', namespace: name, name }),
          ),
        ),
      'GitOps rolls out what deploys itself': () =>
        atFirst(
          binds(
            'cluster-admin',
            { kind: 'ServiceAccount', namespace: 'flux-system', name: 'kustomize-controller' },
            byProgram('flux-system', 'kustomize-controller'),
          ),
        ),
      'a role that only reads': () => after(30, LOOKS, binds('view', { kind: 'Group', name: 'developers' })),
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
      'the cluster mends its own': () =>
        atFirst(
          binds('cluster-admin', { kind: 'Group', name: 'system:masters' }, { user: { username: 'system:apiserver' } }),
        ),
    },
  },
});
