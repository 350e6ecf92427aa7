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
  /guard-?duty|security-?(?:hub|finding|alert|alarm|event|incident)|cloud-?trail|unauthori[sz]ed|root-?(?:account|user|login|usage|sign|activity)|console-?(?:login|sign-?in)|(?:no|without)-?mfa|iam-?(?:polic|user|change|event)|access-?analyzer|(?:^|[^a-z])cis-?\d|intrusion|threat|macie|inspector2?-?finding|aws-?health|siem/i;

/** Services that send findings, as the pattern of a rule names them ("Events from AWS services", EventBridge). */
const FINDERS = /"aws\.(guardduty|securityhub|inspector2?|macie2?|access-analyzer|health)"/;

/** Names of alarms and rules about security, as owners and benchmarks write them. */
const NAMES = [
  'guard duty',
  'GuardDutyFindings',
  'security_hub',
  'SecurityFindings',
  'security.alert',
  'security/alarms',
  'security-event',
  'security-incident',
  'cloud trail',
  'CloudTrailChanges',
  'UnauthorisedCalls',
  'unauthorized-calls',
  'root-user',
  'root login',
  'RootUsage',
  'root-sign-in',
  'root-activity',
  'root-account',
  'ConsoleLogin',
  'console-sign-in',
  'ConsoleSigninFailures',
  'no-mfa',
  'WithoutMFA',
  'iam-policy',
  'IAMUserCreated',
  'iam-changes',
  'IamEvents',
  'access analyzer',
  'AccessAnalyzer',
  'CIS-3.10',
  'cis 4',
  'prod: cis1',
  'intrusion',
  'ThreatFeed',
  'macie',
  'inspector-findings',
  'Inspector2Finding',
  'aws-health',
  'AwsHealth',
  'siem-export',
];

/** Services that send findings. Not derived from the pattern above, so that one that goes missing there is noticed. */
const FINDER_NAMES = [
  'guardduty',
  'securityhub',
  'inspector',
  'inspector2',
  'macie',
  'macie2',
  'access-analyzer',
  'health',
];

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/AlertingCut',
  own: true,
  title: 'An alarm or a rule about security was disabled',
  why: 'Attackers delete an alarm, or disable the rule that forwards findings, so that nobody is notified.',
  asks: 'Was an alarm, an EventBridge rule or a topic deleted or disabled whose name, or the pattern in the request, says that it is about security?',
  attack: ['T1562.001', 'T1562.006', 'T1685'],
  signals: [
    cut('monitoring', ['DeleteAlarms'], 'deleted alarm', ({ alarmNames }) => listedTexts(alarmNames)),
    cut('monitoring', ['DisableAlarmActions'], 'silenced alarm', ({ alarmNames }) => listedTexts(alarmNames)),
    cut('monitoring', ['PutMetricAlarm', 'PutCompositeAlarm'], 'silenced alarm', ({ alarmName, actionsEnabled }) =>
      isFalse(actionsEnabled) ? one(alarmName) : [],
    ),
    cut('logs', ['DeleteMetricFilter'], 'deleted metric filter', ({ filterName }) => one(filterName)),
    cut('events', ['DisableRule', 'DeleteRule'], 'disabled rule', ({ name }) => one(name)),
    cut('events', ['RemoveTargets'], 'removed the targets of rule', ({ rule }) => one(rule)),
    cut('events', ['PutRule'], 'disabled rule', ({ name, state, eventPattern }) =>
      state === 'DISABLED' ? one(name).map((rule) => `${rule}${finderIn(eventPattern)}`) : [],
    ),
    cut('sns', ['DeleteTopic'], 'deleted topic', ({ topicArn }) => one(topicArn)),
    cut('sns', ['Unsubscribe'], 'unsubscribed from topic', ({ subscriptionArn }) => one(subscriptionArn)),
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-AlertingCut',
  blindTo: [
    'Alarms, rules and topics whose names do not say what they are for.',
    'Subscriptions and targets that are redirected.',
    'How severe it is, where a person is signed in or the user agent names an infrastructure-as-code tool: the severity is then Low.',
  ],
  falsePositives: ['Alarms of a system that is rebuilt with a script and a key.'],
  respond: [
    'Ask the security team whether the alarm or rule was meant to be removed.',
    'If not, restore it, and review what the credentials did before and since.',
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
      'alarms of all these names are deleted': () => alarms('DeleteAlarms', NAMES),
      'rules for what each of these services sends are disabled': () => ({
        records: FINDER_NAMES.flatMap((finder, n) => {
          const eventPattern = `{"source":["aws.${finder}"]}`;
          return ofRule('PutRule', { name: `to-slack-${n}`, state: 'DISABLED', eventPattern }).records;
        }),
      }),
      'a composite alarm is put, silent': () =>
        called('monitoring', 'PutCompositeAlarm', { alarmName: 'RootAccountUsage', actionsEnabled: false }),
      'alarms are silenced, by a role': () =>
        alarms('DisableAlarmActions', ['cis-3.1-UnauthorizedAPICalls'], {
          userIdentity: roleSession('eve', 'Operations'),
        }),
      'a role silences alarms': () =>
        called('monitoring', 'PutMetricAlarm', { alarmName: 'console-signin-without-mfa', actionsEnabled: false }),
      'a metric filter is deleted': () =>
        called('logs', 'DeleteMetricFilter', { logGroupName: 'trail', filterName: 'IAMPolicyChanges' }),
      'the rule that forwards findings is disabled': () => ofRule('DisableRule', { name: 'guardduty-findings' }),
      'the targets of such a rule are removed': () =>
        ofRule('RemoveTargets', { rule: 'security-hub-to-pager', ids: ['1'] }),
      'such a rule is updated to be disabled': () =>
        ofRule('PutRule', { name: 'guardduty-findings', state: 'DISABLED' }),
      'a rule whose pattern is about findings is updated to be disabled': () =>
        ofRule('PutRule', { name: 'to-slack', state: 'DISABLED', eventPattern: '{"source":["aws.inspector2"]}' }),
      'the topic of an alarm is deleted': () =>
        called('sns', 'DeleteTopic', { topicArn: 'arn:aws:sns:us-east-1:111122223333:security-alerts' }),
      'a subscription to such a topic is deleted': () =>
        called('sns', 'Unsubscribe', { subscriptionArn: 'arn:aws:sns:us-east-1:111122223333:security-alerts:0a1b' }),
      'a person does it in the console, which is less': () =>
        ofRule('DeleteRule', { name: 'guardduty-findings' }, { userIdentity: identityCenterUser() }),
      'Terraform does it, which is less': () =>
        ofRule('DeleteRule', { name: 'guardduty-findings' }, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'an alarm about load': () =>
        alarms('DeleteAlarms', ['orders-5xx', 'root-volume-full', 'precis-1', 'console-errors']),
      'a topic of an account and a Region whose names say nothing': () =>
        called('sns', 'DeleteTopic', { topicArn: 'arn:aws:sns:us-east-1:111122223333:orders' }),
      'alarm actions are enabled': () => alarms('EnableAlarmActions', ['RootAccountUsage']),
      'an alarm is put, loud': () =>
        called('monitoring', 'PutMetricAlarm', { alarmName: 'RootAccountUsage', actionsEnabled: true }),
      'a rule about calls, which CloudTrail sends': () =>
        ofRule('PutRule', { name: 'tags', state: 'DISABLED', eventPattern: '{"source":["aws.ec2"]}' }),
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
    means: 'an alarm, a rule or a topic about security was disabled with a key or a role',
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
      means: `${AT_WORK.means}; the user agent names an infrastructure-as-code tool`,
      is: (record) => AT_WORK.is(record) || saysDeploys(record.userAgent),
    },
  };
}

/** In words, the service whose findings a rule forwards. */
function finderIn(pattern: unknown): string {
  const finder = FINDERS.exec(textOf(pattern) ?? '')?.[1];
  return finder === undefined ? '' : ` (aws.${finder} findings)`;
}

function one(name: unknown): readonly string[] {
  return [name].flatMap((text) => textOf(text) ?? []);
}

/** The name as the owner wrote it, or the part of an ARN after the account, with hyphens between its words. */
function nameIn(name: string): string {
  const own = name.startsWith('arn:') ? name.split(':').slice(5).join(':') : name;
  return own.replaceAll(/[_\s./]+/g, '-');
}

function alarms(eventName: string, alarmNames: readonly string[], overrides = {}) {
  return called('monitoring', eventName, { alarmNames }, overrides);
}

function ofRule(eventName: string, parameters: object, overrides = {}) {
  return called('events', eventName, parameters, overrides);
}
