import { roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:Organizations/AccountClosed',
  own: true,
  title: 'An account was closed, or put out of the organization',
  why: 'A closed account stops at once, and after 90 days all that it held is gone. One that was put out is ruled by no policy of the organization.',
  asks: 'Was a member account closed or removed by somebody who vends no accounts?',
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
      did: () => 'closed the account that they are in',
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'Effects/Impact:Organizations-AccountClosed',
  blindTo: [
    'Accounts that leave by themselves: `DefenseImpairment:Organizations/ModifyCloudResourceHierarchy` tells of those.',
  ],
  falsePositives: ['Projects that end, and accounts that are given back by hand.'],
  respond: [
    'Ask whoever runs the organization whether the account was to go.',
    'If not, write to AWS Support: a closed account can be reopened for 90 days. One that was put out can be invited again.',
    'Look at what else the caller did in the management account.',
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
      'it is put out, by a role': () =>
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
      'an account is made': () =>
        called('organizations', 'CreateAccount', { accountName: 'new', email: 'new@corp.example' }),
      'Control Tower gives an account back': () =>
        close({
          ...BY_CLOUDFORMATION,
          userIdentity: { ...roleSession('x', 'AWSControlTowerAdmin'), invokedBy: 'controltower.amazonaws.com' },
        }),
      'by who vends accounts': () => ({
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
  RemoveAccountFromOrganization: 'put out of the organization',
};

function close(overrides = {}) {
  return called('organizations', 'CloseAccount', { accountId: '444455556666' }, overrides);
}
