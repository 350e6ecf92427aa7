import { rootUser } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutAccount } from '../kits/access-key.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Stealth:IAMUser/ContactChanged',
  own: true,
  title: 'The security contact or the root e-mail address was changed',
  why: 'AWS notifies this contact when it detects abuse, so that a changed contact hides the notice from the owner; whoever has the root address can become root.',
  asks: 'Was the security contact changed or deleted from within an account, or the e-mail address of its root user changed?',
  attack: ['T1562.001', 'T1098'],
  signals: [
    {
      means: 'the security contact was changed or deleted',
      severity: 'Medium',
      service: 'account',
      calls: ['PutAlternateContact', 'DeleteAlternateContact'],
      // A call that names an account is administration of the organization's accounts, by the management account or its
      // delegate.
      did: ({ alternateContactType, accountId }, { eventName }) =>
        alternateContactType === 'SECURITY' && textOf(accountId) === undefined
          ? `${eventName.startsWith('Put') ? 'changed' : 'deleted'} the security contact`
          : undefined,
      deployed: true,
    },
    {
      means: 'the e-mail address of the root user is being changed',
      severity: 'High',
      service: 'account',
      calls: ['StartPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate'],
      did: ({ accountId }) =>
        `changed the e-mail address of the root user of account ${textOf(accountId) ?? '(not named)'}`,
      deployed: false,
    },
  ],
  about: aboutAccount,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/Stealth:IAMUser-ContactChanged',
  blindTo: ['What the contact was before.', 'Contacts for billing and operations.'],
  falsePositives: ['The set-up of a new account.', 'An organization that moves its accounts to other mailboxes.'],
  respond: [
    'Ask the owner of the account whether the new contact is theirs.',
    'If not, restore it, change root’s password, and read what AWS wrote in the meantime (AWS Health, support cases).',
  ],
  references: [
    {
      title: 'Update the alternate contacts for your AWS account',
      url: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html',
    },
  ],
  examples: {
    fires: {
      'another contact': () => put('SECURITY'),
      'root deletes the contact': () => ({
        ...called(
          'account',
          'DeleteAlternateContact',
          { alternateContactType: 'SECURITY' },
          { userIdentity: rootUser() },
        ),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'the e-mail address of root': () =>
        called('account', 'StartPrimaryEmailUpdate', {
          accountId: '444455556666',
          primaryEmail: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        }),
    },
    quiet: {
      'the billing contact': () => put('BILLING'),
      'by the management account, for a member': () => put('SECURITY', {}, { accountId: '444455556666' }),
      'it was refused': () => put('SECURITY', REFUSED),
      'CloudFormation does it': () => put('SECURITY', BY_CLOUDFORMATION),
    },
  },
});

function put(alternateContactType: string, overrides = {}, more: object = {}) {
  return called('account', 'PutAlternateContact', { alternateContactType, ...more }, overrides);
}
