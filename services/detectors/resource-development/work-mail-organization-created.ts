import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'ResourceDevelopment:WorkMail/OrganizationCreated',
  own: true,
  title: 'A mail organization was set up, with a key or a role',
  why: 'Accounts that may send no mail with SES may still send it with WorkMail, so whoever wants to phish with a stolen key sets up an organization there.',
  asks: 'Was an organization of Amazon WorkMail created, or a domain registered for one?',
  attack: ['T1583.006', 'T1496.004'],
  signals: [
    {
      means: 'a mail organization was set up with the key of a user or a role at a public address',
      severity: 'Medium',
      service: 'workmail',
      calls: ['CreateOrganization', 'RegisterMailDomain'],
      did: (_, { eventName }) =>
        eventName === 'CreateOrganization' ? 'created a mail organization' : 'registered a domain for mail',
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Resource Development/ResourceDevelopment:WorkMail-OrganizationCreated',
  blindTo: ['Organizations that were there before.', 'What is sent.'],
  falsePositives: ['Somebody who sets up mail for a company with the key of a user.'],
  respond: [
    'Ask the owner of the credentials whose mail it is.',
    'If nobody knows, delete the organization, and disable the credentials.',
  ],
  references: [
    {
      title: 'CreateOrganization',
      url: 'https://docs.aws.amazon.com/workmail/latest/APIReference/API_CreateOrganization.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => setUp(),
      'by a role at a public address': () => setUp({ userIdentity: roleSession() }),
      'in the console, which is less': () => setUp({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => setUp({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      'a domain': () => called('workmail', 'RegisterMailDomain', { domainName: 'shop.example' }),
    },
    quiet: {
      'it was refused': () => setUp(REFUSED),
      'a stack is created': () => setUp(BY_CLOUDFORMATION),
      'an organization of another service': () => called('organizations', 'CreateOrganization', {}),
    },
  },
});

function setUp(overrides = {}) {
  return called('workmail', 'CreateOrganization', { alias: 'shop' }, overrides);
}
