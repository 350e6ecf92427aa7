import type { Database } from '#db/client.ts';
import type { Aws, AwsSettings } from '#services/aws/aws.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Config } from '../config.ts';

export type AwsConfig = Pick<Config, 'awsRegion' | 'awsEndpoint' | 'memberRole' | 'externalId'> &
  Partial<Pick<Config, 'sessionTags'>>;

/** The name in infra/member-role.yaml. */
export const MEMBER_ROLE = 'VedetteMember';

/** Opens AWS according to the settings. Loaded on demand: the SDK adds half a second to a start. */
export async function openAwsOf(
  { awsRegion, awsEndpoint, memberRole, externalId, sessionTags }: AwsConfig,
  { attemptsMax, onCall }: Pick<AwsSettings, 'attemptsMax' | 'onCall'> = {},
): Promise<Aws> {
  const { openAws } = await import('#services/aws/aws.ts');
  return openAws({
    region: awsRegion,
    partition: awsPartition(awsRegion),
    memberRole: {
      name: memberRole ?? MEMBER_ROLE,
      externalId,
      sessionName: 'vedette',
      sessionTags: sessionTags && tagsOf(sessionTags),
    },
    endpoint: awsEndpoint,
    attemptsMax,
    onCall,
  });
}

/** Reads log objects with the member roles. */
export async function awsObjects(aws: Aws, textMb: number): Promise<(database: Database) => ObjectStore> {
  const { s3ObjectStore } = await import('#services/aws/s3-object-store.ts');
  const { rememberedReader } = await import('#services/workers/pass/list-prefixes.ts');
  return (database) => s3ObjectStore(aws, (bucket) => rememberedReader({ database }, bucket), textMb);
}

function tagsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}
