import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, defines, LOOKS } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleCreated',
  tactic: 'RoleCreated',
  title: 'A role with wide rights is made in an unusual way',
  why: 'A role of one’s own has a name that nobody looks for, and the rights of an administrator.',
  asks: 'Did somebody make a role in a cluster that may do everything, or what gives further rights, who does not make roles?',
  attack: ['T1098.006'],
  severity: 'Low',
  did: 'made roles in',
  isDeployed: true,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-RoleCreated',
  respond: [
    'Ask whoever made the role what for, and look at who was given it.',
    'If it was not them, delete the role and its bindings, and take their rights in the cluster.',
  ],
  blindTo: [
    'The first days of an account: operators are installed with roles that may do everything.',
    'Rights that are added to a role by its labels.',
  ],
  falsePositives: ['Somebody who installs an operator for the first time.'],
  examples: {
    fires: {
      'the token of an application, out of the cluster': () =>
        after(20, APPLICATION, defines([EVERYTHING], byThief('shop', 'web'))),
      'by somebody, from elsewhere and with another client': () =>
        after(30, LOOKS, defines([EVERYTHING], { sourceIPs: ['203.0.113.9'], userAgent: 'curl/8.5.0' })),
    },
    quiet: {
      'who installs operators, on the first day': () =>
        atFirst(...Array.from({ length: 8 }, () => defines([EVERYTHING]))),
      'GitOps rolls out an operator': () =>
        atFirst(defines([POWERFUL], byProgram('argocd', 'argocd-application-controller'))),
      'a role that only reads': () =>
        after(30, LOOKS, defines([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }])),
      'all rights over one kind of thing': () =>
        after(30, LOOKS, defines([{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['*'] }])),
      'somebody installs an operator': () => after(30, LOOKS, defines([POWERFUL])),
    },
  },
});

const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const POWERFUL = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] };
