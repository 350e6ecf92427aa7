import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { numberOf, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'DefenseEvasion:Logs/SecurityLogGroupDestroyed',
  own: true,
  title: 'A log group of security logs was deleted or emptied',
  why: 'With the group goes what was logged so far, and what alarms are made of.',
  asks: 'Was a log group of CloudTrail, a cluster, a firewall or a database’s audit deleted, or told to keep no more than three days, or an alarm’s filter taken from one?',
  attack: ['T1562.008', 'T1070'],
  signals: [
    {
      means: 'a group of security logs was deleted, emptied or no longer watched',
      severity: 'Medium',
      service: 'logs',
      calls: ['DeleteLogGroup', 'DeleteMetricFilter', 'DeleteSubscriptionFilter'],
      did: (parameters, { eventName }) => {
        const group = groupOf(parameters);
        return group === undefined ? undefined : `called ${eventName} of log group ${group}`;
      },
      deployed: true,
      routine: {
        means: 'the group is of a cluster, which is often deleted with its cluster',
        is: ({ requestParameters = {} }) => CLUSTER.test(groupOf(requestParameters) ?? ''),
      },
    },
    {
      means: 'a group of security logs was deleted, emptied or no longer watched',
      severity: 'Medium',
      service: 'logs',
      calls: ['PutRetentionPolicy'],
      did: (parameters) => {
        const group = groupOf(parameters);
        const days = numberOf(parameters['retentionInDays']);
        return group === undefined || days === undefined || days > DAYS_MAX
          ? undefined
          : `had log group ${group} keep no more than the last ${days === 1 ? 'day' : `${days} days`}`;
      },
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(groupOf(record.requestParameters ?? {}), record),

  asff: 'TTPs/Defense Evasion/DefenseEvasion:Logs-SecurityLogGroupDestroyed',
  blindTo: ['Groups that hold security logs under names of the owner’s choice.', 'Single streams.'],
  falsePositives: ['Logs that are moved elsewhere, and stages that are taken down by hand.'],
  respond: [
    'Ask whoever runs logging whether the group was to go.',
    'If not, see what copies there are, make the group again, and look at what the credentials did before.',
  ],
  references: [
    {
      title: 'Working with log groups and log streams',
      url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
    },
  ],
  examples: {
    fires: {
      'that of CloudTrail': () => remove(TRAIL),
      'it keeps one day': () => keep(1),
      'what watches the logs of accounts, machines and databases': () => ({
        records: [
          ...called('logs', 'DeleteMetricFilter', { logGroupName: 'CloudTrail/DefaultLogGroup' }).records,
          ...called('logs', 'DeleteSubscriptionFilter', { logGroupName: 'aws-controltower/CloudTrailLogs' }).records,
          ...remove('/aws/rds/cluster/orders/audit').records,
          ...remove('/aws/rds/instance/orders/audit').records,
        ],
      }),
      'that of a firewall, by a role': () => remove('aws-waf-logs-web', { userIdentity: roleSession() }),
      'it keeps three days': () => keep(3),
      'that of a cluster, which is less': () => remove('/aws/eks/prod/cluster'),
    },
    quiet: {
      'it keeps five days': () => keep(5),
      'that of a function, whose name has that of another': () => remove('/aws/lambda/aws-waf-logs-web'),
      'those of what runs in a cluster, and of errors of a database': () => ({
        records: [
          '/aws/eks/prod/cluster/app',
          '/aws/rds/instance/orders/audit/old',
          '/aws/rds/instance/a/error',
        ].flatMap((name) => remove(name).records),
      }),
      'CloudFormation has it keep three days': () => keep(3, TRAIL, BY_CLOUDFORMATION),
      'that of a function keeps a day': () => keep(1, '/aws/lambda/resize'),
      'how long is not said': () => called('logs', 'PutRetentionPolicy', { logGroupName: TRAIL }),
      'that of a function': () => remove('/aws/lambda/resize'),
      'it was refused': () => remove(TRAIL, REFUSED),
      'CloudFormation deletes a stack': () => remove(TRAIL, BY_CLOUDFORMATION),
    },
  },
});

/** Names that AWS requires or that its consoles propose. */
const SECURITY =
  /^(aws-cloudtrail-logs-|aws-waf-logs-|CloudTrail\/|aws-controltower\/CloudTrail|\/aws\/eks\/[^/]+\/cluster$|\/aws\/rds\/(cluster|instance)\/[^/]+\/audit$)/;
const CLUSTER = /^\/aws\/eks\//;
const DAYS_MAX = 3;
const TRAIL = 'aws-cloudtrail-logs-111122223333-0123abcd';

function groupOf({ logGroupName }: Parameters): string | undefined {
  const name = textOf(logGroupName);
  return name !== undefined && SECURITY.test(name) ? name : undefined;
}

function remove(logGroupName: string, overrides = {}) {
  return called('logs', 'DeleteLogGroup', { logGroupName }, overrides);
}

function keep(retentionInDays: number, logGroupName = TRAIL, overrides = {}) {
  return called('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays }, overrides);
}
