import { awsService, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { GUARDDUTY, signalOf } from '../kits/defences.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

const DETECTOR = ['DeleteDetector', 'UpdateDetector'];

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/GuardDutyDisabled',
  own: true,
  title: 'GuardDuty was switched off or narrowed',
  why: 'Who switches off the guard does not want to be seen in what follows.',
  asks: 'Was a detector of GuardDuty deleted, disabled or narrowed, or a member let go of, or tried to be?',
  attack: ['T1562.001'],
  signals: [
    signalOf(GUARDDUTY, DETECTOR, {
      means: 'a detector was switched off or narrowed, or somebody tried',
      severity: 'High',
      tried: true,
    }),
    signalOf(
      GUARDDUTY,
      Object.keys(GUARDDUTY.calls).filter((name) => !DETECTOR.includes(name)),
      { means: 'members, new members or the export of findings were let go of', severity: 'Medium' },
    ),
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-GuardDutyDisabled',
  blindTo: ['Filters that archive findings, and trusted lists.', 'What was switched off before logs were read.'],
  falsePositives: ['Accounts that are closed, and Regions that are no longer used.'],
  respond: [
    'Ask whoever owns security whether GuardDuty was to be switched off here.',
    'If not, switch it on again, and look at what the credentials did before and since.',
    'Deny the calls to all but the administrator’s account by a service control policy.',
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
      'its deletion is tried': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, REFUSED),
      'a feature is switched off, by a person': () =>
        called(
          'guardduty',
          'UpdateDetector',
          {
            detectorId: ID,
            features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }],
          },
          { userIdentity: identityCenterUser() },
        ),
      'a member leaves its administrator': () =>
        called('guardduty', 'DisassociateFromAdministratorAccount', { detectorId: ID }),
      'new members are left out': () =>
        called('guardduty', 'UpdateOrganizationConfiguration', {
          detectorId: ID,
          autoEnableOrganizationMembers: 'NONE',
        }),
    },
    quiet: {
      'a detector is enabled': () => called('guardduty', 'UpdateDetector', { detectorId: ID, enable: true }),
      'findings are to come more often': () =>
        called('guardduty', 'UpdateDetector', { detectorId: ID, findingPublishingFrequency: 'ONE_HOUR' }),
      'another service’s members': () => called('macie2', 'DisassociateMembers', { accountIds: ['444455556666'] }),
      'to let a member go was refused': () => called('guardduty', 'DeleteMembers', { detectorId: ID }, REFUSED),
      'a stack is taken down': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, BY_CLOUDFORMATION),
      'AWS itself': () => called('guardduty', 'DeleteDetector', { detectorId: ID }, { userIdentity: awsService() }),
      'the team that runs it': () => ({
        ...called('guardduty', 'DeleteDetector', { detectorId: ID }),
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['security' as const], because: 'Runs GuardDuty.' }],
      }),
    },
  },
});

const ID = '12abc34d567e8fa4901bc2d34e56789f0';
