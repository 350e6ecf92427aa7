import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { numberOf, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'DefenseEvasion:Logs/SecurityLogGroupDestroyed',
  own: true,
  title: 'A log group of security logs was deleted or emptied',
  why: 'Deleting a log group destroys its logs, and the alarms that are based on them.',
  asks: 'Was a log group of CloudTrail, a cluster, a firewall or a database audit deleted, set to keep at most three days, or stripped of a metric or subscription filter?',
  attack: ['T1562.008', 'T1070'],
  signals: [
    {
      means: 'a group of security logs was deleted, emptied or no longer watched',
      severity: 'Medium',
      service: 'logs',
      calls: ['DeleteLogGroup', 'DeleteLogStream', 'DeleteMetricFilter', 'DeleteSubscriptionFilter'],
      did: (parameters, { eventName }) => {
        const group = groupOf(parameters);
        return group === undefined ? undefined : `called ${eventName} on log group ${group}`;
      },
      deployed: true,
      routine: {
        means: 'the group belongs to a cluster, and is often deleted with it',
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
  blindTo: ['Groups that hold security logs under names that do not say so.'],
  falsePositives: ['Logs that are moved elsewhere, and stages that are taken down by hand.'],
  respond: [
    'Ask the owner of logging whether the group was meant to be deleted.',
    'If not, look for copies, create the group again, and review what the credentials did before.',
  ],
  references: [
    {
      title: 'Working with log groups and log streams',
      url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
    },
  ],
  examples: {
    fires: {
      'the group of CloudTrail': () => remove(TRAIL),
      'retention of one day': () => keep(1),
      'logs that watch accounts, instances and databases': () => ({
        records: [
          ...called('logs', 'DeleteMetricFilter', { logGroupName: 'CloudTrail/DefaultLogGroup' }).records,
          ...called('logs', 'DeleteSubscriptionFilter', { logGroupName: 'aws-controltower/CloudTrailLogs' }).records,
          ...remove('/aws/rds/cluster/orders/audit').records,
          ...remove('/aws/rds/instance/orders/audit').records,
        ],
      }),
      'the group of a firewall, by a role': () => remove('aws-waf-logs-web', { userIdentity: roleSession() }),
      'a stream with CloudTrail in its name': () =>
        called('logs', 'DeleteLogStream', { logGroupName: '/org/cloudtrail/main', logStreamName: '111122223333' }),
      'retention of three days': () => keep(3),
      'the group of a cluster, which is less': () => remove('/aws/eks/prod/cluster'),
    },
    quiet: {
      'retention of five days': () => keep(5),
      'the group of a function named like a firewall': () => remove('/aws/lambda/aws-waf-logs-web'),
      'logs of applications in a cluster, and database errors': () => ({
        records: [
          '/aws/eks/prod/cluster/app',
          '/aws/rds/instance/orders/audit/old',
          '/aws/rds/instance/a/error',
        ].flatMap((name) => remove(name).records),
      }),
      'CloudFormation sets a retention of three days': () => keep(3, TRAIL, BY_CLOUDFORMATION),
      'retention of one day for a function': () => keep(1, '/aws/lambda/resize'),
      'a call without the number of days': () => called('logs', 'PutRetentionPolicy', { logGroupName: TRAIL }),
      'the group of a function that reads CloudTrail': () => remove('/aws/lambda/cloudtrail-to-search'),
      'the group of a function': () => remove('/aws/lambda/resize'),
      'it was refused': () => remove(TRAIL, REFUSED),
      'CloudFormation deletes a stack': () => remove(TRAIL, BY_CLOUDFORMATION),
    },
  },
});

/**
 * Names that AWS imposes or its consoles propose, and any other name with CloudTrail in it, except logs of functions,
 * builds and containers with such a name.
 */
const SECURITY =
  /^(aws-cloudtrail-logs-|aws-waf-logs-|CloudTrail\/|aws-controltower\/CloudTrail|\/aws\/eks\/[^/]+\/cluster$|\/aws\/rds\/(cluster|instance)\/[^/]+\/audit$|(?!\/aws\/(lambda|codebuild|ecs|eks)\/).*cloud-?trail)/i;
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
