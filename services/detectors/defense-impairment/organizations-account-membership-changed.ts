import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'DefenseImpairment:Organizations/AccountMembershipChanged',
  title: 'An account was taken into a strange organization',
  why: 'The account need not leave first. From then on the other organization’s administrators rule it, and none of your policies and trails reach it.',
  asks: 'Did somebody in an account accept the invitation of an organization that is none of yours?',
  attack: ['T1666', 'T1531'],
  gifts: [
    {
      means: 'an invitation was accepted',
      severity: 'High',
      service: 'organizations',
      calls: ['AcceptHandshake'],
      to: (_, record) => inviterOf(record),
      did: () => 'took the account into the organization of',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-AccountMembershipChanged',
  blindTo: [
    'Records without the answer, which alone names the organization.',
    'Accounts that the management account removes or closes: `Impact:Organizations/AccountClosed` tells of those.',
  ],
  falsePositives: ['Accounts that are sold, and companies that merge.'],
  respond: [
    'Ask whoever runs the organization whether the account was to move.',
    'If not, have the root user of the account leave the other organization, and invite the account again.',
    'Deny AcceptHandshake and LeaveOrganization to all accounts with a service control policy.',
  ],
  references: [
    {
      title: 'AcceptHandshake',
      url: 'https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html',
    },
  ],
  examples: {
    fires: { 'of a strange organization': () => accept(STRANGER) },
    quiet: {
      'of one’s own organization': () => accept('444455556666'),
      'of a partner’s': () => ({ ...accept(STRANGER), ...PARTNER }),
      'it was refused': () => accept(STRANGER, { ...REFUSED, responseElements: null }),
      'all features are approved, which moves nobody': () => accept(STRANGER, {}, 'ENABLE_ALL_FEATURES'),
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
