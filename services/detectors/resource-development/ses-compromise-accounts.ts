import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'ResourceDevelopment:SES/CompromiseAccounts',
  title: 'A domain was added as an SES identity',
  why: 'Attackers with a stolen key add a domain of their own, and then send mail from it at the victim’s expense.',
  asks: 'Was a domain added as an identity in SES?',
  attack: ['T1586.002', 'T1583.001'],
  signals: [
    {
      means: 'a domain was added as an identity',
      severity: 'Medium',
      service: 'ses',
      calls: ['VerifyDomainIdentity', 'VerifyDomainDkim', 'CreateEmailIdentity'],
      did({ domain, emailIdentity }) {
        const identity = textOf(domain) ?? textOf(emailIdentity);
        // An identity with an @ is a single address.
        return identity === undefined || identity.includes('@')
          ? undefined
          : `added domain ${identity} as an SES identity`;
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
    'Whether the domain was verified, which requires a DNS record of its owner.',
    'Single addresses.',
    'Domains that were added before logs were read.',
  ],
  falsePositives: ['The set-up of a product that sends mail from a new domain.'],
  respond: [
    'Ask the caller who owns the domain.',
    'If nobody knows it, delete the identity, disable the credentials, and look for production access and sent mail.',
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
      'by the older API, by a role': () =>
        called(
          'ses',
          'VerifyDomainIdentity',
          { domain: 'invoice.example' },
          { userIdentity: roleSession('eve', 'Marketing') },
        ),
      'by a signed-in person, which is less': () =>
        called('ses', 'CreateEmailIdentity', { emailIdentity: 'corp.example' }, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'a single address': () => called('ses', 'CreateEmailIdentity', { emailIdentity: 'alice@corp.example' }),
      'it was refused': () => called('ses', 'CreateEmailIdentity', { emailIdentity: 'invoice.example' }, REFUSED),
      'a stack is created': () =>
        called('ses', 'CreateEmailIdentity', { emailIdentity: 'corp.example' }, BY_CLOUDFORMATION),
      'a domain is deleted': () => called('ses', 'DeleteEmailIdentity', { emailIdentity: 'corp.example' }),
    },
  },
});
