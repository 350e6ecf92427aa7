import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'DefenseEvasion:IAMUser/AnomalousBehavior',
  title: 'Protection is switched off in an unusual way',
  why: 'Who is in turns off what would show it, or what is in the way.',
  asks: 'Did somebody switch off what protects or records who does not, or as only intruders do?',
  attack: ['T1562'],
  tactic: 'DefenseEvasion',
  severity: 'Medium',
  ask: 'Ask whoever it was why the protection had to go.',
  blindTo: ['What is switched off by who does so every day.'],
  falsePositives: ['Clean-ups of protections that were replaced.'],
  examples: {
    fires: {
      'a firewall is removed': () => calls(['wafv2:DeleteWebACL', { name: 'shop', id: 'a1' }]),
      'the trail is stopped, which is Low of anybody': () => ({
        ...calls(['cloudtrail:StopLogging', { name: 'main' }]),
        also: ['Stealth:IAMUser/CloudTrailLoggingDisabled'],
      }),
      'a standard of Security Hub is no longer checked': () =>
        calls(['securityhub:BatchDisableStandards', { standardsSubscriptionArns: ['arn'] }]),
    },
    quiet: {
      'a trail records data events as well': () =>
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
      'another type tells of it, as bad or worse': () => ({
        ...calls(['guardduty:DeleteDetector', { detectorId: 'a1' }]),
        also: ['DefenseEvasion:IAMUser/GuardDutyDisabled'],
      }),
    },
  },
});
