import type { Bucket, PublicAccessBlockConfiguration, S3Client } from '@aws-sdk/client-s3';
import { compact } from '#services/inventory/kits/compact.ts';
import { AwsError, asking } from '../aws-error.ts';
import type { Seen } from '#services/inventory/seen.ts';
import type { InventoryCalls } from '../inventory.ts';
import { bucketPages, openS3 } from '../s3.ts';
import { tagsOf } from './kits/members.ts';

/** The most buckets of an account whose properties are asked for: three calls each. The others are only listed. */
const ASKED_MAX = 200;
const PAGE = 50;

/** Buckets, and whether they are public, as far as policies and blocks show it. */
const buckets: InventoryCalls = {
  what: 'buckets',
  scope: 'account',
  tellsAll: 's3BucketDetails',
  permissions: [
    {
      action: 's3:GetBucketPolicyStatus',
      principals: ['member'],
      why: 'show whether the buckets that findings name are public',
    },
    {
      action: 's3:GetBucketPublicAccessBlock',
      principals: ['member'],
      why: 'show which public access to the buckets that findings name is blocked',
    },
    { action: 's3:GetBucketTagging', principals: ['member'], why: 'show the tags of buckets that findings name' },
  ],

  async *pages(config, complain) {
    const client = await openS3(config);
    const asked = new Asked(client);
    for await (const listed of bucketPages(client))
      for (let from = 0; from < listed.length; from += PAGE) {
        const page: Seen[] = [];
        for (const bucket of listed.slice(from, from + PAGE)) page.push(...(await asked.about(bucket)));
        yield page;
      }
    if (asked.refusal !== undefined) complain(asked.refusal);
  },
};
export default buckets;

/** Asks for properties of buckets. One bucket may refuse by its own policy; it is reported when all of them do. */
class Asked {
  readonly #client: S3Client;
  #left = ASKED_MAX;
  #answers = 0;
  #refusal: AwsError | undefined;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async about({ Name: name, CreationDate: created }: Bucket): Promise<readonly Seen[]> {
    if (name === undefined) return [];
    const state = this.#left-- > 0 ? await this.#state(name) : {};
    const createdAt = created && Math.floor(created.getTime() / 1000);
    const details = compact({ name, createdAt, ...state });
    return [{ member: 's3BucketDetails', alias: name, since: created?.getTime(), details }];
  }

  /** The refusal, when no bucket answered. */
  get refusal(): AwsError | undefined {
    return this.#answers === 0 ? this.#refusal : undefined;
  }

  async #state(Bucket: string) {
    const sdk = await import('@aws-sdk/client-s3');
    const [tagging, policy, block] = await Promise.all([
      this.#ask(`read the tags of ${Bucket}`, () => this.#client.send(new sdk.GetBucketTaggingCommand({ Bucket }))),
      this.#ask(`read the policy status of ${Bucket}`, () =>
        this.#client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket })),
      ),
      this.#ask(`read the public access block of ${Bucket}`, () =>
        this.#client.send(new sdk.GetPublicAccessBlockCommand({ Bucket })),
      ),
    ]);
    return {
      tags: tagging && tagsOf(tagging === 'none' ? [] : tagging.TagSet),
      publicAccess:
        policy &&
        block &&
        publicAccess(
          policy !== 'none' && policy.PolicyStatus?.IsPublic === true,
          block === 'none' ? {} : (block.PublicAccessBlockConfiguration ?? {}),
        ),
    };
  }

  /** @returns `none` where the bucket has no such thing; undefined where it is unknown */
  async #ask<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer | 'none' | undefined> {
    try {
      const answer = await asking(what, call);
      this.#answers++;
      return answer;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.awsName.startsWith('NoSuch')) {
        this.#answers++;
        return 'none';
      }
      this.#refusal = error;
      return undefined;
    }
  }
}

/**
 * Public access in GuardDuty's form. ACLs are not read: then the result is unknown, unless all public access is
 * blocked.
 */
function publicAccess(byPolicy: boolean, block: PublicAccessBlockConfiguration) {
  const blockPublicAccess = {
    ignorePublicAcls: block.IgnorePublicAcls ?? false,
    restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
    blockPublicAcls: block.BlockPublicAcls ?? false,
    blockPublicPolicy: block.BlockPublicPolicy ?? false,
  };
  const isPublic = byPolicy && !blockPublicAccess.restrictPublicBuckets;
  const effectivePermission = isPublic ? 'PUBLIC' : blockPublicAccess.ignorePublicAcls ? 'NOT_PUBLIC' : 'UNKNOWN';
  return {
    effectivePermission,
    permissionConfiguration: { bucketLevelPermissions: { blockPublicAccess } },
  };
}
