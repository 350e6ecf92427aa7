import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAMUser/PermissionsBoundaryRemoved',
  own: true,
  title: 'A permissions boundary was removed',
  why: 'A boundary keeps people who may create identities from making themselves administrators; nothing else does.',
  asks: 'Was the permissions boundary of a user, a role or a permission set removed, or replaced by one that allows everything?',
  attack: ['T1098.003', 'T1548.005'],
  signals: [
    {
      means: 'a boundary was removed',
      severity: 'Medium',
      service: 'iam',
      calls: ['DeleteUserPermissionsBoundary', 'DeleteRolePermissionsBoundary'],
      did: ({ userName, roleName }, { userIdentity }) =>
        isOwn(userName, userIdentity.userName) || isOwn(roleName, userIdentity.sessionContext.sessionIssuer.userName)
          ? undefined
          : `removed the permissions boundary of ${String(userName ?? roleName ?? 'an identity')}`,
      deployed: true,
    },
    {
      means: 'a boundary was replaced by one that allows everything',
      severity: 'Medium',
      service: 'iam',
      calls: ['PutUserPermissionsBoundary', 'PutRolePermissionsBoundary'],
      did: ({ userName, roleName, permissionsBoundary }) =>
        /^arn:aws[a-z-]*:iam::aws:policy\/(AdministratorAccess|PowerUserAccess)$/.test(
          textOf(permissionsBoundary) ?? '',
        )
          ? `replaced the permissions boundary of ${String(userName ?? roleName ?? 'an identity')} by ${String(permissionsBoundary)}`
          : undefined,
      deployed: true,
    },
    {
      means: 'a boundary was removed',
      severity: 'Medium',
      service: 'sso',
      calls: ['DeletePermissionsBoundaryFromPermissionSet'],
      did: ({ permissionSetArn }) =>
        `removed the permissions boundary of permission set ${String(permissionSetArn ?? '')}`.trim(),
      deployed: true,
    },
  ],
  about: (record) => {
    const { userName, roleName, permissionSetArn } = record.requestParameters ?? {};
    return aboutChanged(userName ?? roleName ?? permissionSetArn ?? '(not named)', record);
  },
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-PermissionsBoundaryRemoved',
  blindTo: [
    'Custom boundaries that allow everything, or are changed to.',
    'What the identity may do without the boundary.',
  ],
  falsePositives: ['Administrators who give a user or a role back the permissions that it should have.'],
  respond: [
    'Ask the caller why the boundary was removed.',
    'If nobody knows, restore it, and review what the identity did since.',
    'Deny the removal of boundaries to everybody except their administrators (iam:DeleteRolePermissionsBoundary).',
  ],
  references: [
    {
      title: 'Permissions boundaries for IAM entities',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    },
  ],
  examples: {
    fires: {
      'of a role': () => called('iam', 'DeleteRolePermissionsBoundary', { roleName: 'orders' }),
      'of a user, by a role': () =>
        called('iam', 'DeleteUserPermissionsBoundary', USER, { userIdentity: roleSession('eve', 'Operations') }),
      'it is replaced by one that allows everything': () => replaced('AdministratorAccess'),
      'of a permission set': () =>
        called('sso', 'DeletePermissionsBoundaryFromPermissionSet', {
          permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef',
        }),
    },
    quiet: {
      'the caller’s own boundary, which another finding type reports': () =>
        called('iam', 'DeleteUserPermissionsBoundary', { userName: 'mallory' }),
      'it is replaced by another': () => replaced('ReadOnlyAccess'),
      'it was refused': () => called('iam', 'DeleteUserPermissionsBoundary', USER, REFUSED),
      'CloudFormation updates a stack': () => called('iam', 'DeleteUserPermissionsBoundary', USER, BY_CLOUDFORMATION),
      'a policy is detached': () =>
        called('iam', 'DetachUserPolicy', { ...USER, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    },
  },
});

/**
 * Whether callers change themselves. Those who remove their own boundary are reported by
 * `PrivilegeEscalation:IAMUser/SelfGrant`.
 */
function isOwn(name: unknown, own: string | undefined): boolean {
  return own !== undefined && name === own;
}

const USER = { userName: 'bob' };

function replaced(policy: string) {
  return called('iam', 'PutUserPermissionsBoundary', {
    ...USER,
    permissionsBoundary: `arn:aws:iam::aws:policy/${policy}`,
  });
}
