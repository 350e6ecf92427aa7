import { disablesModelLogs } from '../kits/disabled-logs.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/BedrockLoggingDisabled',
  title: 'Logging of Bedrock model invocations was disabled',
  why: 'Attackers who run models at the victim’s expense first check whether prompts are logged, and then disable the logging.',
  asks: 'Was model invocation logging of Bedrock disabled, or left without a destination?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'model invocation logging was disabled',
      severity: 'Medium',
      service: 'bedrock',
      calls: ['DeleteModelInvocationLoggingConfiguration', 'PutModelInvocationLoggingConfiguration'],
      did: (parameters, record) =>
        disablesModelLogs(parameters, record) ? `disabled model invocation logging in ${record.region}` : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-BedrockLoggingDisabled',
  blindTo: [
    'Logs that are sent to another bucket, and a bucket or log group that is deleted.',
    'Kinds of data that are left out of the logs.',
  ],
  falsePositives: ['Tools that delete the configuration and create it again.'],
  respond: [
    'Ask the caller whether prompts were meant to be no longer logged.',
    'If not, restore the configuration, and review the model calls that these credentials made (InvokeModel, Converse).',
  ],
  references: [
    {
      title: 'Monitor model invocation using CloudWatch Logs and Amazon S3',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
    },
  ],
  examples: {
    fires: {
      'the configuration is deleted': () => called('bedrock', 'DeleteModelInvocationLoggingConfiguration', null),
      'a role leaves it without a destination': () =>
        put({ textDataDeliveryEnabled: true }, { userIdentity: roleSession('eve', 'DataScience') }),
    },
    quiet: {
      'logs go to a bucket': () => put({ s3Config: { bucketName: 'ai-logs' }, textDataDeliveryEnabled: true }),
      'logs go to a log group': () => put({ cloudWatchConfig: { logGroupName: 'ai', roleArn: 'arn:example' } }),
      'it was refused': () => called('bedrock', 'DeleteModelInvocationLoggingConfiguration', null, REFUSED),
      'the configuration is not in the record': () => called('bedrock', 'PutModelInvocationLoggingConfiguration', null),
      'the configuration is read': () =>
        called('bedrock', 'GetModelInvocationLoggingConfiguration', null, { readOnly: true }),
    },
  },
});

function put(loggingConfig: object, overrides = {}) {
  return called('bedrock', 'PutModelInvocationLoggingConfiguration', { loggingConfig }, overrides);
}
