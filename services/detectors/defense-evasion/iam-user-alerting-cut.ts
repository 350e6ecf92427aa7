import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isFalse } from '../kits/api-call.ts';
import { listedTexts, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { enumerated } from '../kits/wording.ts';

/**
 * Words by which owners and published benchmarks name alarms and rules of security ("CIS AWS Foundations Benchmark",
 * section on monitoring; the rules that Security Hub and GuardDuty guides have one make).
 */
const ABOUT_SECURITY =
  /guard-?duty|security-?(?:hub|finding|alert|alarm|event|incident)|cloud-?trail|unauthori[sz]ed|root-?(?:account|user|login|usage|sign|activity)|console-?(?:login|sign-?in)|(?:no|without)-?mfa|iam-?(?:polic|user|change|event)|access-?analyzer|(?:^|[^a-z])cis-?\d|intrusion|threat|macie|inspector-?finding|aws-?health|siem/i;

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/AlertingCut',
  own: true,
  title: 'An alarm or a rule about security was switched off',
  why: 'An alarm that is gone, or a rule that no longer carries findings, leaves everything in place but the people who would come.',
  asks: 'Was an alarm, a rule of EventBridge or a topic whose name says that it is about security deleted or switched off?',
  attack: ['T1562.001', 'T1562.006', 'T1685'],
  signals: [
    cut('monitoring', ['DeleteAlarms'], 'deleted alarm', ({ alarmNames }) => listedTexts(alarmNames)),
    cut('monitoring', ['DisableAlarmActions'], 'silenced alarm', ({ alarmNames }) => listedTexts(alarmNames)),
    cut('monitoring', ['PutMetricAlarm', 'PutCompositeAlarm'], 'silenced alarm', ({ alarmName, actionsEnabled }) =>
      isFalse(actionsEnabled) ? one(alarmName) : [],
    ),
    cut('logs', ['DeleteMetricFilter'], 'deleted metric filter', ({ filterName }) => one(filterName)),
    cut('events', ['DisableRule', 'DeleteRule'], 'switched off rule', ({ name }) => one(name)),
    cut('events', ['RemoveTargets'], 'took the targets of rule', ({ rule }) => one(rule)),
    cut('events', ['PutRule'], 'switched off rule', ({ name, state }) => (state === 'DISABLED' ? one(name) : [])),
    cut('sns', ['DeleteTopic'], 'deleted topic', ({ topicArn }) => one(topicArn)),
    cut('sns', ['Unsubscribe'], 'unsubscribed from topic', ({ subscriptionArn }) => one(subscriptionArn)),
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-AlertingCut',
  blindTo: [
    'Alarms, rules and topics whose name does not say what they are for.',
    'Subscriptions and targets that are pointed elsewhere.',
    'People who are signed in, and those who call themselves a tool for infrastructure: Low.',
  ],
  falsePositives: ['Alarms of a system that is renewed with a script and a key.'],
  respond: [
    'Ask whoever owns security whether the alarm or rule was to go.',
    'If not, put it back, and look at what the credentials did before and since.',
  ],
  references: [
    {
      title: 'Amazon EventBridge: Disabling or deleting a rule',
      url: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-delete-rule.html',
    },
  ],
  examples: {
    fires: {
      'an alarm about root is deleted': () => alarms('DeleteAlarms', ['cpu-high', 'RootAccountUsage']),
      'alarms are silenced, by a role': () =>
        alarms('DisableAlarmActions', ['cis-3.1-UnauthorizedAPICalls'], {
          userIdentity: roleSession('eve', 'Operations'),
        }),
      'an alarm is put again, silent': () =>
        called('monitoring', 'PutMetricAlarm', { alarmName: 'console-signin-without-mfa', actionsEnabled: false }),
      'the metric filter behind it': () =>
        called('logs', 'DeleteMetricFilter', { logGroupName: 'trail', filterName: 'IAMPolicyChanges' }),
      'the rule that carries findings': () => ofRule('DisableRule', { name: 'guardduty-findings' }),
      'its targets': () => ofRule('RemoveTargets', { rule: 'security-hub-to-pager', ids: ['1'] }),
      'it is put again, disabled': () => ofRule('PutRule', { name: 'guardduty-findings', state: 'DISABLED' }),
      'the topic behind it': () =>
        called('sns', 'DeleteTopic', { topicArn: 'arn:aws:sns:us-east-1:111122223333:security-alerts' }),
      'a person in the console did, which is less': () =>
        ofRule('DeleteRule', { name: 'guardduty-findings' }, { userIdentity: identityCenterUser() }),
      'Terraform did, which is less': () =>
        ofRule('DeleteRule', { name: 'guardduty-findings' }, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'an alarm about load': () => alarms('DeleteAlarms', ['orders-5xx', 'root-volume-full']),
      'alarms are heard again': () => alarms('EnableAlarmActions', ['RootAccountUsage']),
      'an alarm is put, loud': () =>
        called('monitoring', 'PutMetricAlarm', { alarmName: 'RootAccountUsage', actionsEnabled: true }),
      'the rule of a nightly job': () => ofRule('DisableRule', { name: 'nightly-report' }),
      'a rule is put, enabled': () => ofRule('PutRule', { name: 'guardduty-findings', state: 'ENABLED' }),
      'a rule of the Recycle Bin, whose call has the same name': () =>
        called('rbin', 'DeleteRule', { name: 'guardduty-findings' }),
      'it was refused': () => ofRule('DeleteRule', { name: 'guardduty-findings' }, REFUSED),
      'CloudFormation deletes a stack': () => ofRule('DeleteRule', { name: 'guardduty-findings' }, BY_CLOUDFORMATION),
    },
  },
});

function cut(
  service: string,
  calls: readonly string[],
  what: string,
  named: (parameters: Readonly<Record<string, unknown>>) => readonly string[],
): Signal {
  return {
    means: 'an alarm, a rule or a topic about security was switched off with a key or a role',
    severity: 'Medium',
    service,
    calls,
    did(parameters) {
      const names = named(parameters).filter((name) => ABOUT_SECURITY.test(nameIn(name)));
      return names.length === 0 ? undefined : `${what} ${enumerated(names)}`;
    },
    deployed: true,
    unless: 'security',
    routine: {
      means: `${AT_WORK.means}; or a tool that describes infrastructure says that it did`,
      is: (record) => AT_WORK.is(record) || saysDeploys(record.userAgent),
    },
  };
}

function one(name: unknown): readonly string[] {
  return [name].flatMap((text) => textOf(text) ?? []);
}

/** The name as the owner wrote it: of an ARN what follows the account. Words are apart by hyphens at most. */
function nameIn(name: string): string {
  return name.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, '').replaceAll(/[_\s./]+/g, '-');
}

function alarms(eventName: string, alarmNames: readonly string[], overrides = {}) {
  return called('monitoring', eventName, { alarmNames }, overrides);
}

function ofRule(eventName: string, parameters: object, overrides = {}) {
  return called('events', eventName, parameters, overrides);
}
