import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:SES/ResourceHijacking',
  title: 'An account was prepared for sending mail',
  why: 'Attackers use stolen keys to send phishing mail from the account; first they have to move it out of the SES sandbox.',
  asks: 'Was SES production access requested, or sending enabled?',
  attack: ['T1496.004'],
  signals: [
    {
      means: 'production access was requested',
      severity: 'Medium',
      service: 'ses',
      calls: ['PutAccountDetails'],
      did: ({ productionAccessEnabled }, { region }) =>
        isTrue(productionAccessEnabled) ? `requested production access of SES in ${region}` : undefined,
      deployed: true,
      unless: 'mail',
      routine: AT_WORK,
    },
    {
      means: 'sending was enabled for the account',
      severity: 'Low',
      service: 'ses',
      calls: ['UpdateAccountSendingEnabled', 'PutAccountSendingAttributes'],
      did: ({ enabled, sendingEnabled }, { region }) =>
        isTrue(enabled) || isTrue(sendingEnabled) ? `enabled sending in ${region}` : undefined,
      deployed: true,
      unless: 'mail',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'Effects/Resource Consumption/Impact:SES-ResourceHijacking',
  blindTo: ['Accounts that may send already.', 'Mail that is sent by SMTP, and its contents.'],
  falsePositives: ['The set-up of a product that sends mail.'],
  respond: [
    'Ask the caller which product is meant to send mail from this account.',
    'If none is, disable sending (PutAccountSendingAttributes), disable the credentials, and review the identities that were created.',
    'Use a service control policy to deny SES where nobody sends mail.',
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
      'production access, by a person, which is less': () =>
        called('ses', 'PutAccountDetails', { productionAccessEnabled: true }, { userIdentity: identityCenterUser() }),
      'sending is enabled': () => called('ses', 'PutAccountSendingAttributes', { sendingEnabled: true }),
      'by the older API, by a role': () =>
        called(
          'ses',
          'UpdateAccountSendingEnabled',
          { enabled: 'true' },
          { userIdentity: roleSession('eve', 'Marketing') },
        ),
    },
    quiet: {
      'a safeguard stops sending': () => called('ses', 'UpdateAccountSendingEnabled', { enabled: false }),
      'details without production access': () => called('ses', 'PutAccountDetails', { mailType: 'TRANSACTIONAL' }),
      'it was refused': () => called('ses', 'PutAccountDetails', { productionAccessEnabled: true }, REFUSED),
      'a stack is created': () =>
        called('ses', 'PutAccountSendingAttributes', { sendingEnabled: true }, BY_CLOUDFORMATION),
    },
  },
});
