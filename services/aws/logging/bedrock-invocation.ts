import { asking } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { asPrefix } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';
import { unlogged } from '../subscriptions.ts';

const bedrockInvocation: LoggingCalls = {
  source: 'bedrock-invocation',
  permissions: [
    {
      action: 'bedrock:GetModelInvocationLoggingConfiguration',
      principals: ['member'],
      why: 'find the buckets that model invocation logs of Bedrock deliver to',
    },
  ],

  /** A Region has one configuration or none; without one nothing is missing, for trails record the calls as well. */
  async find(config) {
    const { s3Config, cloudWatchConfig } = (await configurationIn(config)) ?? {};
    const { bucketName: bucket, keyPrefix = '' } = s3Config ?? {};
    if (bucket !== undefined && bucket !== '') {
      const id = `model invocation logging in ${config.region}`;
      return { found: [{ id, bucket, prefix: asPrefix(keyPrefix), homeRegion: config.region }], resources: 1 };
    }
    if (cloudWatchConfig === undefined) return { found: [], resources: 0 };
    const where = `the log group ${cloudWatchConfig.logGroupName}`;
    const detail = `Model invocation logging of Bedrock in ${config.region} delivers to ${where} only: let it deliver to a bucket as well.`;
    return { found: [], resources: 1, unread: [unlogged(detail)] };
  },
};
export default bedrockInvocation;

/** @throws AwsError */
async function configurationIn(config: ClientConfig) {
  const { BedrockClient, GetModelInvocationLoggingConfigurationCommand } = await import('@aws-sdk/client-bedrock');
  const client = new BedrockClient(config);
  return asking(`ask for the model invocation logging of Bedrock in ${config.region}`, async () => {
    try {
      return (await client.send(new GetModelInvocationLoggingConfigurationCommand({}))).loggingConfig;
    } catch (error) {
      if (isWithoutBedrock(error)) return undefined;
      throw error;
    }
  });
}

/** Some Regions have no Bedrock: the name of its endpoint does not exist there. */
function isWithoutBedrock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';
}
