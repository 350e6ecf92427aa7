import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/ModifyCloudResourceHierarchy',
  title: 'An account tried to leave the organization',
  why: 'Outside the organization none of its policies hold, and its trails and detectors see nothing.',
  asks: 'Did somebody in an account try to take it out of the organization, with or without success?',
  attack: ['T1666'],
  signals: [
    {
      means: 'an account left the organization, or somebody in it tried',
      severity: 'High',
      service: 'organizations',
      calls: ['LeaveOrganization'],
      did: (_, { errorCode }) =>
        succeeded(errorCode)
          ? 'took the account out of the organization'
          : `tried to leave the organization (${errorCode})`,
      tried: true,
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-ModifyCloudResourceHierarchy',
  blindTo: [
    'Accounts that the management account removes, moves or closes.',
    'What happens afterwards: the account is read no longer.',
  ],
  falsePositives: ['An account that is sold or handed over.'],
  respond: [
    'Ask the owner of the account at once whether it was to leave.',
    'If not, disable the credentials, and invite the account again if it is gone.',
    'Deny LeaveOrganization to all accounts with a service control policy.',
  ],
  references: [
    {
      title: 'Leave an organization from a member account',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_leave-as-member.html',
    },
  ],
  examples: {
    fires: {
      'it is refused': () =>
        called('organizations', 'LeaveOrganization', null, { ...REFUSED, errorCode: 'AccessDeniedException' }),
      'it succeeds': () => called('organizations', 'LeaveOrganization', null, { userIdentity: roleSession() }),
    },
    quiet: {
      'the organization is looked at': () => called('organizations', 'DescribeOrganization', null, { readOnly: true }),
      'the management account removes an account': () =>
        called('organizations', 'RemoveAccountFromOrganization', { accountId: '444455556666' }),
      'another service has an API of that name': () => called('directory', 'LeaveOrganization', null),
    },
  },
});
