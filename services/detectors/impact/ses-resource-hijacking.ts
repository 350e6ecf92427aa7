import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:SES/ResourceHijacking',
  title: 'An account was made ready to send mail',
  why: 'Stolen keys are used to send phishing in the name of the account; first it has to be let out of the sandbox.',
  asks: 'Was production access asked for, or sending switched on, in SES?',
  attack: ['T1496.004'],
  signals: [
    {
      means: 'production access was asked for',
      severity: 'Medium',
      service: 'ses',
      calls: ['PutAccountDetails'],
      did: ({ productionAccessEnabled }, { region }) =>
        isTrue(productionAccessEnabled) ? `asked for production access of SES in ${region}` : undefined,
      deployed: true,
      unless: 'mail',
    },
    {
      means: 'sending was switched on for the account',
      severity: 'Low',
      service: 'ses',
      calls: ['UpdateAccountSendingEnabled', 'PutAccountSendingAttributes'],
      did: ({ enabled, sendingEnabled }, { region }) =>
        isTrue(enabled) || isTrue(sendingEnabled) ? `switched on sending in ${region}` : undefined,
      deployed: true,
      unless: 'mail',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'Effects/Resource Consumption/Impact:SES-ResourceHijacking',
  blindTo: ['Accounts that may send already.', 'Mail that is sent by SMTP, and what it says.'],
  falsePositives: ['The set-up of a product that sends mail.'],
  respond: [
    'Ask the caller which product is to send mail from this account.',
    'If none, switch sending off (PutAccountSendingAttributes), disable the credentials, and look at the identities that were made.',
    'Deny SES by a service control policy where nobody sends mail.',
  ],
  references: [
    {
      title: 'Request production access (Moving out of the Amazon SES sandbox)',
      url: 'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
    },
  ],
  examples: {
    fires: {
      'production access': () =>
        called('ses', 'PutAccountDetails', { productionAccessEnabled: true, mailType: 'MARKETING' }),
      'sending is switched on': () => called('ses', 'PutAccountSendingAttributes', { sendingEnabled: true }),
      'by the older API, by a role': () =>
        called(
          'ses',
          'UpdateAccountSendingEnabled',
          { enabled: 'true' },
          { userIdentity: roleSession('eve', 'Marketing') },
        ),
    },
    quiet: {
      'a guard stops sending': () => called('ses', 'UpdateAccountSendingEnabled', { enabled: false }),
      'details without production access': () => called('ses', 'PutAccountDetails', { mailType: 'TRANSACTIONAL' }),
      'it was refused': () => called('ses', 'PutAccountDetails', { productionAccessEnabled: true }, REFUSED),
      'a stack is created': () =>
        called('ses', 'PutAccountSendingAttributes', { sendingEnabled: true }, BY_CLOUDFORMATION),
    },
  },
});
