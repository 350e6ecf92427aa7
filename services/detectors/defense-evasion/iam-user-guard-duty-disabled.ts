import { awsService, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { GUARDDUTY, signalOf } from '../kits/defences.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

const DETECTOR = ['DeleteDetector', 'UpdateDetector'];

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/GuardDutyDisabled',
  own: true,
  title: 'GuardDuty was disabled or narrowed',
  why: 'Attackers disable GuardDuty so that what they do next is not detected.',
  asks: 'Was a GuardDuty detector deleted, disabled or narrowed, or attempted to be, or was a member account released?',
  attack: ['T1562.001'],
  signals: [
    signalOf(GUARDDUTY, DETECTOR, {
      means: 'a detector was disabled or narrowed, or somebody tried',
      severity: 'High',
      tried: true,
    }),
    signalOf(
      GUARDDUTY,
      Object.keys(GUARDDUTY.calls).filter((name) => !DETECTOR.includes(name)),
      { means: 'member accounts, new members or the export of findings were dropped', severity: 'Medium' },
    ),
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-GuardDutyDisabled',
  blindTo: ['Filters that archive findings, and trusted lists.', 'What was disabled before logs were read.'],
  falsePositives: ['Accounts that are closed, and Regions that are no longer used.'],
  respond: [
    'Ask the security team whether GuardDuty was meant to be disabled here.',
    'If not, enable it again, and review what the credentials did before and since.',
    'Use a service control policy to deny these calls to every account but the administrator account.',
  ],
  references: [
    {
      title: 'Suspending or disabling GuardDuty',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html',
    },
  ],
  examples: {
    fires: {
      'a detector is disabled': () => called('guardduty', 'UpdateDetector', { detectorId: ID, enable: false }),
      'an attempt to delete a detector': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, REFUSED),
      'a person disables a feature': () =>
        called(
          'guardduty',
          'UpdateDetector',
          {
            detectorId: ID,
            features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }],
          },
          { userIdentity: identityCenterUser() },
        ),
      'one of two members is released': () =>
        called(
          'guardduty',
          'DeleteMembers',
          { detectorId: ID, accountIds: ['444455556666', '777788889999'] },
          { responseElements: { unprocessedAccounts: [{ accountId: '444455556666', result: 'not a member' }] } },
        ),
      'a member account leaves its administrator': () =>
        called('guardduty', 'DisassociateFromAdministratorAccount', { detectorId: ID }),
      'a state machine deletes a detector, which is less': () =>
        called(
          'guardduty',
          'DeleteDetector',
          { detectorId: ID },
          {
            userIdentity: { ...roleSession('s', 'Workflow'), invokedBy: 'states.amazonaws.com' },
            sourceIPAddress: 'states.amazonaws.com',
          },
        ),
      'new accounts are left out': () =>
        called('guardduty', 'UpdateOrganizationConfiguration', {
          detectorId: ID,
          autoEnableOrganizationMembers: 'NONE',
        }),
    },
    quiet: {
      'a member that could not be released': () =>
        called(
          'guardduty',
          'DisassociateMembers',
          { detectorId: ID, accountIds: ['444455556666'] },
          { responseElements: { unprocessedAccounts: [{ accountId: '444455556666', result: 'not a member' }] } },
        ),
      'a detector is enabled': () => called('guardduty', 'UpdateDetector', { detectorId: ID, enable: true }),
      'findings are published more often': () =>
        called('guardduty', 'UpdateDetector', { detectorId: ID, findingPublishingFrequency: 'ONE_HOUR' }),
      'members of another service': () => called('macie2', 'DisassociateMembers', { accountIds: ['444455556666'] }),
      'a refused attempt to release a member': () => called('guardduty', 'DeleteMembers', { detectorId: ID }, REFUSED),
      'a stack is deleted': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, BY_CLOUDFORMATION),
      'AWS itself': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, { userIdentity: awsService() }),
      'the security team': () => ({
        ...called('guardduty', 'DeleteDetector', { detectorId: ID }),
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['security' as const], because: 'Runs GuardDuty.' }],
      }),
    },
  },
});

const ID = '12abc34d567e8fa4901bc2d34e56789f0';
