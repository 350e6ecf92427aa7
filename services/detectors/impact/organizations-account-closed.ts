import { roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:Organizations/AccountClosed',
  own: true,
  title: 'An account was closed or removed from the organization',
  why: 'A closed account stops at once, and its data is deleted after 90 days. No policy of the organization applies to an account that was removed.',
  asks: 'Was a member account closed or removed by somebody who does not vend accounts?',
  attack: ['T1485', 'T1531', 'T1666'],
  signals: [
    {
      means: 'an account was closed or removed',
      severity: 'Medium',
      service: 'organizations',
      calls: ['CloseAccount', 'RemoveAccountFromOrganization'],
      did: ({ accountId }, { eventName }) =>
        `${DID[eventName]} ${accountId === undefined ? 'an account' : `account ${textOf(accountId) ?? '(not named)'}`}`,
      deployed: true,
    },
    {
      means: 'the root user closed their own account',
      severity: 'Medium',
      service: 'account',
      calls: ['CloseAccount'],
      did: () => 'closed their own account',
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'Effects/Impact:Organizations-AccountClosed',
  blindTo: [
    'Accounts that leave by themselves: DefenseImpairment:Organizations/ModifyCloudResourceHierarchy reports those.',
  ],
  falsePositives: ['Projects that end, and accounts that are returned by hand.'],
  respond: [
    'Ask the administrators of the organization whether the account was meant to be closed or removed.',
    'If not, contact AWS Support: a closed account can be reopened for 90 days. A removed account can be invited again.',
    'Review what else the caller did in the management account.',
  ],
  references: [
    {
      title: 'Closing a member account in your organization',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html',
    },
  ],
  examples: {
    fires: {
      'by a key': () => close(),
      'a role removes an account': () =>
        called(
          'organizations',
          'RemoveAccountFromOrganization',
          { accountId: '444455556666' },
          { userIdentity: roleSession() },
        ),
      'by its own root user': () => ({
        ...called('account', 'CloseAccount', null, { userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
    },
    quiet: {
      'it was refused': () => close(REFUSED),
      'an account is created': () =>
        called('organizations', 'CreateAccount', { accountName: 'new', email: 'new@corp.example' }),
      'Control Tower closes an account': () =>
        close({
          ...BY_CLOUDFORMATION,
          userIdentity: { ...roleSession('x', 'AWSControlTowerAdmin'), invokedBy: 'controltower.amazonaws.com' },
        }),
      'by the account vending role': () => ({
        ...close({ userIdentity: roleSession('x', 'AccountVending') }),
        known: [
          { who: 'arn:aws:iam::*:role/AccountVending', purposes: ['pipeline'], because: 'It makes and ends accounts.' },
        ],
      }),
    },
  },
});

const DID: Readonly<Record<string, string>> = {
  CloseAccount: 'closed',
  RemoveAccountFromOrganization: 'removed from the organization',
};

function close(overrides = {}) {
  return called('organizations', 'CloseAccount', { accountId: '444455556666' }, overrides);
}
