import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';

export default defineSignals({
  type: 'Persistence:SSM/ActivationCreated',
  own: true,
  title: 'Machines outside AWS were given a role, with a key or a role',
  why: 'Whoever has an activation code registers a machine of their own, which gets fresh credentials of the role every hour, and nobody sees an instance.',
  asks: 'Was an activation of Systems Manager, by which machines outside AWS get a role, created with a key or a role?',
  attack: ['T1098', 'T1078.004'],
  signals: [
    {
      means: 'an activation was created with a key or a role',
      severity: 'Medium',
      service: 'ssm',
      calls: ['CreateActivation'],
      did: ({ iamRole }) => `created an activation that gives machines outside AWS the role ${textOf(iamRole) ?? ''}`,
      deployed: true,
      routine: {
        means: 'a signed-in person or an infrastructure-as-code tool created an activation',
        is: (record) => AT_WORK.is(record) || saysDeploys(record.userAgent),
      },
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:SSM-ActivationCreated',
  blindTo: ['Which machines use the code.', 'Activations that were there before.'],
  falsePositives: ['A script that registers machines of a data centre or edge locations with a key.'],
  respond: [
    'Ask the owner of the credentials which machines it is for.',
    'If nobody knows, delete the activation, deregister its machines, and revoke the sessions of the role.',
  ],
  references: [
    {
      title: 'Create a hybrid activation to register nodes with Systems Manager',
      url: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-activation-managed-nodes.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => activation(),
      'by a role': () => activation({ userIdentity: roleSession() }),
      'in the console, which is less': () => activation({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => activation({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'it was refused': () => activation(REFUSED),
      'a stack is created': () => activation(BY_CLOUDFORMATION),
      'an activation is deleted': () => called('ssm', 'DeleteActivation', { activationId: 'a-0example' }),
    },
  },
});

function activation(overrides = {}) {
  return called('ssm', 'CreateActivation', { iamRole: 'SSMServiceRole', registrationLimit: 1 }, overrides);
}
