import { event } from '#services/sources/cloudtrail/example.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedTexts } from '../kits/parameters.ts';
import { REFUSED } from '../kits/signals.ts';
import { aboutRole, roleNameOf } from '../kits/trust.ts';

export default defineOutsiders({
  type: 'InitialAccess:IAMUser/RoleAssumedByForeignAccount',
  title: 'An unknown account assumed a role',
  why: 'A role whose trust policy lets strangers in is a way into the account that does not depend on any of your keys.',
  asks: 'Did an account outside the organization that you do not know assume a role?',
  attack: ['T1199', 'T1078.004'],
  gifts: [
    {
      means: 'a role was assumed',
      severity: 'Low',
      service: 'sts',
      calls: ['AssumeRole'],
      never: ({ userIdentity, accountId }) => userIdentity.accountId === accountId,
      to: (_, { userIdentity: { accountId } }) => listedTexts(accountId),
      did: (_, record) => `assumed role ${String(roleNameOf(record))} from`,
    },
  ],
  about: aboutRole,
  acrossRegions: true,

  asff: 'TTPs/Initial Access/InitialAccess:IAMUser-RoleAssumedByForeignAccount',
  blindTo: ['What the role was used for: its own calls show that.'],
  falsePositives: ['Services that inspect their customers’ accounts, until they are named in `known`.'],
  respond: [
    'Ask the owner of the role whose account it is; if it belongs to a partner, add it to `known`.',
    'If nobody knows it, remove the account from the trust policy, revoke the role’s sessions, and review what they did.',
  ],
  references: [
    {
      title: 'Access to AWS accounts owned by third parties',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
    },
  ],
  examples: {
    fires: {
      'by a user of that account': () => take(STRANGER),
      'a role with a path': () =>
        take(STRANGER, { requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/team/app' } }),
    },
    quiet: {
      'by an account of the organization': () => take('444455556666'),
      'within the account': () => take('111122223333'),
      'by a partner': () => ({ ...take(STRANGER), ...PARTNER }),
      'it was refused': () => take(STRANGER, REFUSED),
      'by a service': () => take(STRANGER, { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } }),
    },
  },
});

function take(accountId: string, overrides = {}) {
  const record = event({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/app', roleSessionName: 'x' },
    userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLESTRANGER01', accountId },
    ...overrides,
  });
  return { records: [record] };
}
