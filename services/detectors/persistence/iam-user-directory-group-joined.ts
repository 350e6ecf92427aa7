import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:IAMUser/DirectoryGroupJoined',
  own: true,
  title: 'Somebody was added to a group of IAM Identity Center, with a key or a role',
  why: 'A group of Identity Center may be administrator of every account. Identity providers and administrators in the console fill it, programs with a key do not.',
  asks: 'Was somebody added to a group of the directory of IAM Identity Center?',
  attack: ['T1098', 'T1136.003'],
  signals: [
    // The console has a call of its own for the same.
    joining('identitystore', 'CreateGroupMembership'),
    joining('sso-directory', 'AddMemberToGroup'),
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-DirectoryGroupJoined',
  blindTo: ['What the group may do.', 'Members that an identity provider sends.'],
  falsePositives: ['A script with a key that keeps the directory: add its user to `known` as `pipeline`.'],
  respond: [
    'Ask the owner of the credentials who was added, and why.',
    'If nobody knows, remove the member, end its sessions, and review what it did.',
  ],
  references: [
    {
      title: 'CreateGroupMembership',
      url: 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroupMembership.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => joined(),
      'by a role at a public address': () => joined({ userIdentity: roleSession() }),
      'with the key of a user, by the call of the console': () =>
        called('sso-directory', 'AddMemberToGroup', { groupId: 'example', member: { memberId: 'example' } }),
      'in the console, which is less': () => joined({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => joined({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'it was refused': () => joined(REFUSED),
      'a stack is created': () => joined(BY_CLOUDFORMATION),
      'a group is made': () => called('identitystore', 'CreateGroup', { displayName: 'team' }),
    },
  },
});

function joining(service: string, call: string): Signal {
  return {
    means: 'somebody was added to a group with the key of a user or a role at a public address',
    severity: 'Medium',
    service,
    calls: [call],
    did: ({ groupId }) => `added somebody to group ${textOf(groupId) ?? '(not named)'} of the directory`,
    deployed: true,
    routine: ANY_BUT_A_THIEF,
  };
}

function joined(overrides = {}) {
  return called('identitystore', 'CreateGroupMembership', { groupId: 'example' }, overrides);
}
