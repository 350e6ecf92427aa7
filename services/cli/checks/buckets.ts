import assert from 'node:assert/strict';
import { sentenceOf } from '#services/model/sentence.ts';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { getObject, listObjects, type ListedObject } from '#services/aws/s3.ts';
import { counted } from '#services/model/numbers.ts';
import { isOfPlace, listedBelow } from '#services/organization/listing.ts';
import { planReading, type LogPrefix } from '#services/organization/plan.ts';
import { SOURCES } from '#services/sources/index.ts';
import { chooseReader } from '#services/workers/pass/list-prefixes.ts';
import { broken, fine, look, type Check, type Verdict } from './check.ts';

/** How many buckets are checked. An organization has few log buckets, however many accounts it has. */
const BUCKETS_MAX = 20;
/** Among this many keys the check looks for a small object. It reads it whole, which shows that we may use its KMS key. */
const KEYS = 100;

/** Logs are delivered to S3, and we may list and read them. */
export const buckets: Check = {
  name: 'buckets',
  async run(situation) {
    if (situation.config.memberRole === undefined) return [];
    const members = await situation.members().catch(() => []);
    const probes = members.map(({ probe }) => probe);
    if (probes.every(({ refusal }) => refusal !== undefined))
      return [look('Not tried, because no account grants access.')];
    const { id, accounts } = await situation.organization();
    const plan = planReading({ id, accounts, probes }, SOURCES, ADMINISTRATOR);
    const byBucket = [...Map.groupBy(plan.prefixes, ({ bucket }) => bucket).values()];
    if (byBucket.length === 0)
      return [
        look(`None of ${counted(probes.length, 'account')} asked delivers logs to S3: create an organization trail.`),
      ];
    const aws = await situation.aws();
    const tried = byBucket.slice(0, BUCKETS_MAX).map((prefixes) => tryBucket(aws, prefixes, plan.readers));
    return Promise.all(tried);
  },
};

async function tryBucket(
  aws: Aws,
  prefixes: readonly LogPrefix[],
  readers: ReadonlyMap<string, readonly string[]>,
): Promise<Verdict> {
  const [first] = prefixes;
  assert(first !== undefined, 'A bucket is planned for a prefix.');
  const { bucket, owner } = first;
  const reader = await chooseReader(aws, first, readers.get(bucket) ?? []);
  if (typeof reader !== 'string') return broken(reader.detail);
  const as = reader === ADMINISTRATOR ? 'ourselves' : `the role of ${reader}`;
  const config = await aws.client(reader);
  for (const place of prefixes) {
    const listing = { bucket, prefix: listedBelow(place), owner, startAfter: '', pageSize: KEYS };
    const { value: page = [] } = await listObjects(config, listing).next();
    const objects: readonly ListedObject[] = page.filter(({ key }: ListedObject) => isOfPlace(place, key));
    const [smallest] = objects.toSorted((a, b) => a.sizeBytes - b.sizeBytes);
    if (smallest === undefined) continue;
    try {
      await getObject(config, { bucket, owner, key: smallest.key, etag: smallest.etag }, () => undefined);
      return fine(`${bucket} is listed and read as ${as}.`);
    } catch (cause) {
      return broken(
        `${bucket} can be listed as ${as}, but not read: allow s3:GetObject, and kms:Decrypt if it is encrypted. ${sentenceOf(cause)}`,
      );
    }
  }
  return look(`${bucket} is listed as ${as}; nothing has been delivered below ${first.prefix} yet.`);
}
