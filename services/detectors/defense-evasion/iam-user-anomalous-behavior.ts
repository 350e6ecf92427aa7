import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'DefenseEvasion:IAMUser/AnomalousBehavior',
  title: 'An identity disabled protection in an unusual way',
  why: 'Attackers disable what would detect or block them.',
  asks: 'Did an identity disable protection or logging that it does not usually disable, or in a way that only intruders do?',
  attack: ['T1562'],
  tactic: 'DefenseEvasion',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity why the protection was disabled.',
  blindTo: ['Protection that the same identity disables every day.'],
  falsePositives: ['Clean-up of protection that was replaced.'],
  examples: {
    fires: {
      'a firewall is removed': () => calls(['wafv2:DeleteWebACL', { name: 'shop', id: 'a1' }]),
      'the trail is stopped, which is Low for anybody': () => ({
        ...calls(['cloudtrail:StopLogging', { name: 'main' }]),
        also: ['Stealth:IAMUser/CloudTrailLoggingDisabled'],
      }),
      'a standard of Security Hub is disabled': () =>
        calls(['securityhub:BatchDisableStandards', { standardsSubscriptionArns: ['arn'] }]),
    },
    quiet: {
      'a trail also records data events': () =>
        calls([
          'cloudtrail:PutEventSelectors',
          {
            trailName: 'main',
            advancedEventSelectors: ['Management', 'Data'].map((category) => ({
              fieldSelectors: [{ field: 'eventCategory', equals: [category] }],
            })),
          },
        ]),
      'a firewall is replaced by Terraform': () =>
        calls(['wafv2:UpdateWebACL', { name: 'shop', id: 'a1' }, BY_TERRAFORM]),
      'another finding type reports it, as severe or more': () => ({
        ...calls(['guardduty:DeleteDetector', { detectorId: 'a1' }]),
        also: ['DefenseEvasion:IAMUser/GuardDutyDisabled'],
      }),
    },
  },
});
