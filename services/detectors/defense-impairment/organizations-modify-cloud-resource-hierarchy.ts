import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/ModifyCloudResourceHierarchy',
  title: 'An account left the organization or tried to',
  why: 'Outside the organization none of its policies apply, and its trails and detectors see nothing.',
  asks: 'Did somebody in an account try to remove it from the organization, successfully or not?',
  attack: ['T1666'],
  signals: [
    {
      means: 'an account left the organization, or somebody in it tried',
      severity: 'High',
      service: 'organizations',
      calls: ['LeaveOrganization'],
      did: (_, { errorCode }) =>
        succeeded(errorCode)
          ? 'removed the account from the organization'
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
    'What happens afterwards: the logs of the account are no longer read.',
  ],
  falsePositives: ['An account that is sold or handed over.'],
  respond: [
    'Ask the owner of the account at once whether it was meant to leave.',
    'If not, disable the credentials, and invite the account again if it has left.',
    'Use a service control policy to deny LeaveOrganization to all accounts.',
  ],
  references: [
    {
      title: 'Leave an organization from a member account',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_leave-as-member.html',
    },
  ],
  examples: {
    fires: {
      'a refused attempt': () =>
        called('organizations', 'LeaveOrganization', null, { ...REFUSED, errorCode: 'AccessDeniedException' }),
      'a successful attempt': () => called('organizations', 'LeaveOrganization', null, { userIdentity: roleSession() }),
    },
    quiet: {
      'the organization is described': () => called('organizations', 'DescribeOrganization', null, { readOnly: true }),
      'the management account removes an account': () =>
        called('organizations', 'RemoveAccountFromOrganization', { accountId: '444455556666' }),
      'another service has an API of that name': () => called('directory', 'LeaveOrganization', null),
    },
  },
});
