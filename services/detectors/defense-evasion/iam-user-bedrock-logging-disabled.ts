import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isPlain } from '#services/sources/plain.ts';
import { isGiven } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/BedrockLoggingDisabled',
  title: 'Logging of model calls was switched off',
  why: 'Who runs models on somebody else’s account first looks whether prompts are logged, and then sees to it that they are not.',
  asks: 'Was logging of model invocations in Bedrock switched off, or left without a place to go to?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'logging of model calls was switched off',
      severity: 'Medium',
      service: 'bedrock',
      calls: ['DeleteModelInvocationLoggingConfiguration', 'PutModelInvocationLoggingConfiguration'],
      did: (parameters, { eventName, region }) =>
        eventName.startsWith('Delete') || hasNoDestination(parameters)
          ? `switched off logging of model calls in ${region}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-BedrockLoggingDisabled',
  blindTo: [
    'Logs that go to another bucket, and a bucket or log group that is deleted.',
    'Kinds of data that are left out of the logs.',
  ],
  falsePositives: ['Configurations that a tool deletes and puts again.'],
  respond: [
    'Ask the caller whether prompts were to be logged no longer.',
    'If not, put the configuration again, and look at the model calls that these credentials made (InvokeModel, Converse).',
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
      'it has no destination, by a role': () =>
        put({ textDataDeliveryEnabled: true }, { userIdentity: roleSession('eve', 'DataScience') }),
    },
    quiet: {
      'it goes to a bucket': () => put({ s3Config: { bucketName: 'ai-logs' }, textDataDeliveryEnabled: true }),
      'it goes to a log group': () => put({ cloudWatchConfig: { logGroupName: 'ai', roleArn: 'arn:example' } }),
      'it was refused': () => called('bedrock', 'DeleteModelInvocationLoggingConfiguration', null, REFUSED),
      'the configuration is not in the record': () => called('bedrock', 'PutModelInvocationLoggingConfiguration', null),
      'it is looked at': () => called('bedrock', 'GetModelInvocationLoggingConfiguration', null, { readOnly: true }),
    },
  },
});

function hasNoDestination({ loggingConfig }: Parameters): boolean {
  return isPlain(loggingConfig) && !isGiven(loggingConfig['s3Config']) && !isGiven(loggingConfig['cloudWatchConfig']);
}

function put(loggingConfig: object, overrides = {}) {
  return called('bedrock', 'PutModelInvocationLoggingConfiguration', { loggingConfig }, overrides);
}
