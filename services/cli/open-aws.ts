import type { Aws } from '#services/aws/aws.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { Config } from '../config.ts';

export type AwsConfig = Pick<Config, 'awsRegion' | 'awsEndpoint' | 'memberRole' | 'externalId'> &
  Partial<Pick<Config, 'sessionTags'>>;

/** The way to AWS that the settings say. Loaded when needed: the SDK costs a start half a second. */
export async function openAwsOf(
  { awsRegion, awsEndpoint, memberRole, externalId, sessionTags }: AwsConfig,
  attemptsMax?: number,
): Promise<Aws> {
  const { openAws } = await import('#services/aws/aws.ts');
  return openAws({
    region: awsRegion,
    partition: awsPartition(awsRegion),
    memberRole: {
      name: memberRole ?? 'VedetteMember',
      externalId,
      sessionName: 'vedette',
      ...(sessionTags && { sessionTags: tagsOf(sessionTags) }),
    },
    ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
    ...(attemptsMax !== undefined && { attemptsMax }),
  });
}

function tagsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}
