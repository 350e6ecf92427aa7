import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { rootUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { parameter, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:Organizations/DelegatedAdministratorAdded',
  own: true,
  title: 'An account was made delegated administrator of a service',
  why: 'Whoever controls a delegated administrator account controls the service, its findings or its logs in every account.',
  asks: 'Was an account made the delegated administrator of a service?',
  attack: ['T1098.003', 'T1484.002'],
  signals: [
    delegation('organizations', 'RegisterDelegatedAdministrator'),
    delegation('guardduty', 'EnableOrganizationAdminAccount'),
    delegation('securityhub', 'EnableOrganizationAdminAccount'),
    delegation('macie2', 'EnableOrganizationAdminAccount'),
    delegation('detective', 'EnableOrganizationAdminAccount'),
    delegation('inspector2', 'EnableDelegatedAdminAccount'),
    delegation('fms', 'AssociateAdminAccount'),
    delegation('cloudtrail', 'RegisterOrganizationDelegatedAdmin'),
  ],
  about: (record) => aboutChanged(accountOf(record.requestParameters ?? {}) ?? '(not named)', record),
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:Organizations-DelegatedAdministratorAdded',
  blindTo: [
    'Accounts that were delegated before logs were read.',
    'Permissions that a resource policy of the organization delegates.',
  ],
  falsePositives: ['The set-up of a service, once for each account.'],
  respond: [
    'Ask the administrators of the organization whether the account is meant to be a delegated administrator.',
    'If not, deregister it, and review what was done from it since.',
  ],
  references: [
    {
      title: 'Delegated administrator for AWS services that work with Organizations',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html',
    },
  ],
  examples: {
    fires: {
      'by the call of Organizations': () => register(),
      'by the call of GuardDuty, in the console, which is less': () =>
        called(
          'guardduty',
          'EnableOrganizationAdminAccount',
          { adminAccountId: '444455556666' },
          { userIdentity: roleSession(), sessionCredentialFromConsole: 'true' },
        ),
      'by root': () => ({
        ...register({ userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'each other service, by its own call': () => ({
        records: OTHERS.flatMap((call) => called(...call).records),
      }),
      'by a call that does not say whose account it is': () => register({ requestParameters: null }),
    },
    quiet: {
      'it was refused': () => register(REFUSED),
      'CloudFormation does it': () => register(BY_CLOUDFORMATION),
      'an account is deregistered': () =>
        called('organizations', 'DeregisterDelegatedAdministrator', { accountId: '444455556666' }),
      'by the security team': () => ({
        ...register({ userIdentity: roleSession('s', 'security') }),
        known: [{ who: 'arn:aws:iam::*:role/security', purposes: ['security'], because: 'Their work.' }],
      }),
    },
  },
});

function delegation(service: string, call: string): Signal {
  return {
    means: 'an account was made delegated administrator',
    severity: 'Medium',
    service,
    calls: [call],
    did: (parameters) =>
      `made account ${accountOf(parameters) ?? '(not named)'} delegated administrator of ${textOf(parameters['servicePrincipal']) ?? service}`,
    deployed: true,
    unless: 'security',
    routine: AT_WORK,
  };
}

const OTHERS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
  ['securityhub', 'EnableOrganizationAdminAccount', { AdminAccountId: '444455556661' }],
  ['macie2', 'EnableOrganizationAdminAccount', { adminAccountId: '444455556662' }],
  ['detective', 'EnableOrganizationAdminAccount', { accountId: '444455556663' }],
  ['inspector2', 'EnableDelegatedAdminAccount', { delegatedAdminAccountId: '444455556664' }],
  ['fms', 'AssociateAdminAccount', { adminAccount: '444455556665' }],
  ['cloudtrail', 'RegisterOrganizationDelegatedAdmin', { memberAccountId: '444455556666' }],
];

function accountOf(parameters: Parameters): string | undefined {
  return ['accountId', 'adminAccountId', 'delegatedAdminAccountId', 'adminAccount', 'memberAccountId'].flatMap(
    (name) => textOf(parameter(parameters, name)) ?? [],
  )[0];
}

function register(overrides = {}) {
  const parameters = { accountId: '444455556666', servicePrincipal: 'securityhub.amazonaws.com' };
  return called('organizations', 'RegisterDelegatedAdministrator', parameters, overrides);
}
