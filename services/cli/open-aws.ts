import type { Aws } from '#services/aws/aws.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { Config } from '../config.ts';

export type AwsConfig = Pick<Config, 'awsRegion' | 'awsEndpoint' | 'memberRole' | 'externalId'>;

/** Every account has it enabled, and AWS Organizations answers there. */
export const FIRST_REGION = 'us-east-1';

/** The way to AWS that the settings say. Loaded when needed: the SDK costs a start half a second. */
export async function openAwsOf(
  { awsRegion, awsEndpoint, memberRole, externalId }: AwsConfig,
  attemptsMax?: number,
): Promise<Aws> {
  const { openAws } = await import('#services/aws/aws.ts');
  const { profileRegion } = await import('#services/aws/profile-region.ts');
  const region = awsRegion ?? (await profileRegion()) ?? FIRST_REGION;
  return openAws({
    region,
    partition: awsPartition(region),
    memberRole: { name: memberRole ?? 'VedetteMember', externalId, sessionName: 'vedette' },
    ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
    ...(attemptsMax !== undefined && { attemptsMax }),
  });
}
