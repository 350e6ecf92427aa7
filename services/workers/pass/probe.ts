import type { Aws } from '#services/aws/aws.ts';
import { refusalOf } from '#services/aws/aws-error.ts';
import { describeTrails, trailIsLogging } from '#services/aws/cloudtrail.ts';
import { describeFlowLogs, listRegions } from '#services/aws/ec2.ts';
import { listQueryLogs } from '#services/aws/resolver.ts';
import { listBuckets } from '#services/aws/s3.ts';
import type { Answer, Probe, RegionProbe, Trail } from '#services/model/probe.ts';
import { refusedProbe } from '#services/organization/enrolment.ts';

/** Whether trails are started, by ARN: an organization's trail is shown by every member and asked about once. */
export type TrailStates = Map<string, Promise<boolean | undefined>>;

/**
 * Asks an account, as its member role, where its logs are delivered. Whatever it refuses becomes part of the answer.
 *
 * @param wantedRegions the only Regions to look at; all enabled ones when undefined
 */
export async function probeAccount(
  aws: Aws,
  accountId: string,
  wantedRegions: readonly string[] | undefined,
  trailStates: TrailStates,
): Promise<Probe> {
  try {
    const config = await aws.client(accountId);
    const enabled = await listRegions(config);
    const regions = enabled.filter((region) => wantedRegions?.includes(region) ?? true);
    const buckets = await answerOf(() => listBuckets(config));
    const probed: RegionProbe[] = [];
    for (const region of regions) probed.push(await probeRegion(aws, accountId, region, trailStates));
    return { accountId, refusal: undefined, buckets: buckets.found, regions: probed };
  } catch (error) {
    return refusedProbe(accountId, refusalOf(error));
  }
}

async function probeRegion(
  aws: Aws,
  accountId: string,
  region: string,
  trailStates: TrailStates,
): Promise<RegionProbe> {
  const config = await aws.client(accountId, region);
  const [trails, flowLogs, queryLogs] = await Promise.all([
    answerOf(async () => Promise.all((await describeTrails(config)).map(withState))),
    answerOf(() => describeFlowLogs(config)),
    answerOf(() => listQueryLogs(config)),
  ]);
  return { region, trails, flowLogs, queryLogs };

  async function withState(trail: Trail): Promise<Trail> {
    const state =
      trailStates.get(trail.arn) ??
      aws.client(accountId, trail.homeRegion).then((home) => trailIsLogging(home, trail.arn));
    trailStates.set(trail.arn, state);
    return { ...trail, logging: await state };
  }
}

async function answerOf<Item>(ask: () => Promise<readonly Item[]>): Promise<Answer<Item>> {
  try {
    return { found: await ask(), refusal: undefined };
  } catch (error) {
    return { found: [], refusal: refusalOf(error) };
  }
}
