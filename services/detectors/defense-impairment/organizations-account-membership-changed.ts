import { accountIn } from '#services/model/arn.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'DefenseImpairment:Organizations/AccountMembershipChanged',
  title: 'An account joined an unknown organization',
  why: 'An account need not leave its organization first. From then on the other organization’s administrators control it, and none of your policies and trails apply.',
  asks: 'Did somebody in an account accept the invitation of an organization that is not yours?',
  attack: ['T1666', 'T1531'],
  gifts: [
    {
      means: 'an invitation was accepted',
      severity: 'High',
      service: 'organizations',
      calls: ['AcceptHandshake'],
      to: (_, record) => inviterOf(record),
      did: () => 'moved the account into the organization of',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-AccountMembershipChanged',
  blindTo: [
    'Records without the response, which alone names the organization.',
    'Accounts that the management account removes or closes: Impact:Organizations/AccountClosed reports those that are closed.',
  ],
  falsePositives: ['Accounts that are sold, and companies that merge.'],
  respond: [
    'Ask the administrators of the organization whether the account was meant to move.',
    'If not, have the root user of the account leave the other organization, and invite the account again.',
    'Use a service control policy to deny AcceptHandshake and LeaveOrganization to all accounts.',
  ],
  references: [
    {
      title: 'AcceptHandshake',
      url: 'https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html',
    },
  ],
  examples: {
    fires: {
      'the invitation of an unknown organization': () => accept(STRANGER),
      'the same, by a role': () => accept(STRANGER, { userIdentity: roleSession('s', 'Operations') }),
    },
    quiet: {
      'the invitation of the own organization': () => accept('444455556666'),
      'the invitation of a partner': () => ({ ...accept(STRANGER), ...PARTNER }),
      'it was refused': () => accept(STRANGER, { ...REFUSED, responseElements: null }),
      'all features are approved, which moves no account': () => accept(STRANGER, {}, 'ENABLE_ALL_FEATURES'),
      'another service has an API of that name': () =>
        called('servicecatalog', 'AcceptHandshake', {}, answer(STRANGER, 'INVITE')),
    },
  },
});

/** The management account of the organization that invites, from the ARN of its handshake. */
function inviterOf({ responseElements }: CloudTrailRecord): readonly string[] {
  const handshake = member(responseElements, 'handshake');
  const account = accountIn(textOf(member(handshake, 'arn')) ?? '');
  return account === undefined || member(handshake, 'action') !== 'INVITE' ? [] : [account];
}

function accept(inviter: string, overrides = {}, action = 'INVITE') {
  return called(
    'organizations',
    'AcceptHandshake',
    { handshakeId: 'h-examplehandshake' },
    {
      ...answer(inviter, action),
      ...overrides,
    },
  );
}

function answer(inviter: string, action: string) {
  const arn = `arn:aws:organizations::${inviter}:handshake/o-exampleorgid/invite/h-examplehandshake`;
  return { responseElements: { handshake: { action, arn, id: 'h-examplehandshake', state: 'ACCEPTED' } } };
}
