import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'ResourceDevelopment:SES/CompromiseAccounts',
  title: 'A domain was entered to send mail from',
  why: 'Who holds a stolen key enters a domain of their own, and then sends in its name from an account that others pay for.',
  asks: 'Was a domain entered as an identity in SES?',
  attack: ['T1586.002', 'T1583.001'],
  signals: [
    {
      means: 'a domain was entered as an identity',
      severity: 'Medium',
      service: 'ses',
      calls: ['VerifyDomainIdentity', 'VerifyDomainDkim', 'CreateEmailIdentity'],
      did({ domain, emailIdentity }) {
        const identity = textOf(domain) ?? textOf(emailIdentity);
        // An identity with an @ is a single address.
        return identity === undefined || identity.includes('@')
          ? undefined
          : `entered domain ${identity} to send mail from`;
      },
      deployed: true,
      unless: 'mail',
      routine: AT_WORK,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Resource Development/ResourceDevelopment:SES-CompromiseAccounts',
  blindTo: [
    'Whether the domain was verified: its owner has to answer in DNS.',
    'Single addresses.',
    'Domains that were there already.',
  ],
  falsePositives: ['The set-up of a product that sends mail from a new domain.'],
  respond: [
    'Ask the caller whose domain it is.',
    'If nobody knows it, delete the identity, disable the credentials, and look for production access and mail sent.',
  ],
  references: [
    {
      title: 'Creating and verifying identities in Amazon SES',
      url: 'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html',
    },
  ],
  examples: {
    fires: {
      'by the newer API': () => called('ses', 'CreateEmailIdentity', { emailIdentity: 'invoice.example' }),
      'by the older one, by a role': () =>
        called(
          'ses',
          'VerifyDomainIdentity',
          { domain: 'invoice.example' },
          { userIdentity: roleSession('eve', 'Marketing') },
        ),
      'by a person at work, which is less': () =>
        called('ses', 'CreateEmailIdentity', { emailIdentity: 'corp.example' }, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'one address': () => called('ses', 'CreateEmailIdentity', { emailIdentity: 'alice@corp.example' }),
      'it was refused': () => called('ses', 'CreateEmailIdentity', { emailIdentity: 'invoice.example' }, REFUSED),
      'a stack is created': () =>
        called('ses', 'CreateEmailIdentity', { emailIdentity: 'corp.example' }, BY_CLOUDFORMATION),
      'a domain is deleted': () => called('ses', 'DeleteEmailIdentity', { emailIdentity: 'corp.example' }),
    },
  },
});
