import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, defines, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleCreated',
  tactic: 'RoleCreated',
  title: 'An identity created a role with broad permissions in an unusual way',
  why: 'A custom role has an inconspicuous name and the permissions of an administrator.',
  asks: 'Did an identity create a role with all or powerful permissions in a cluster that does not usually create roles?',
  attack: ['T1098.006'],
  severity: 'Low',
  did: 'created roles in',
  isDeployed: true,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-RoleCreated',
  respond: [
    'Ask whoever created the role what it is for, and check who was given it.',
    'If it was not them, delete the role and its bindings, and remove their permissions in the cluster.',
  ],
  blindTo: [
    'The first days of an account: operators are installed with roles that permit everything.',
    'Permissions that are added to a role by its labels.',
  ],
  falsePositives: ['Somebody who installs an operator for the first time.'],
  examples: {
    fires: {
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, defines([EVERYTHING], byThief('shop', 'web'))),
      'by somebody, from elsewhere and with another client': () =>
        after(30, LOOKS, defines([EVERYTHING], { sourceIPs: ['203.0.113.9'], userAgent: 'curl/8.5.0' })),
    },
    quiet: {
      'somebody who installs operators, on the first day': () =>
        atFirst(...Array.from({ length: 8 }, () => defines([EVERYTHING]))),
      'GitOps deploys an operator': () =>
        atFirst(defines([POWERFUL], byProgram('argocd', 'argocd-application-controller'))),
      'a read-only role': () =>
        after(30, LOOKS, defines([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }])),
      'all permissions for one kind of resource': () =>
        after(30, LOOKS, defines([{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['*'] }])),
      'somebody installs an operator': () => after(30, LOOKS, defines([POWERFUL])),
    },
  },
});

const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const POWERFUL = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] };
