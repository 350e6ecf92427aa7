import type { Aws } from '#services/aws/aws.ts';
import { refusalOf } from '#services/aws/aws-error.ts';
import { listRegions } from '#services/aws/ec2.ts';
import { LOGGING } from '#services/aws/logging/index.ts';
import type { LoggingCalls } from '#services/aws/logging.ts';
import { listBuckets } from '#services/aws/s3.ts';
import type { Listed, LogConfiguration, Probe, RegionProbe } from '#services/model/probe.ts';
import { refusedProbe } from '#services/organization/enrolment.ts';

/** Whether what is set up is started, by id: an organization's trail is shown by every member and asked about once. */
export type LoggingStates = Map<string, Promise<boolean | undefined>>;

/**
 * Asks an account, as its member role, where its logs are delivered. Whatever it refuses becomes part of the answer.
 *
 * @param wantedRegions the only Regions to look at; all enabled ones when undefined
 */
export async function probeAccount(
  aws: Aws,
  accountId: string,
  wantedRegions: readonly string[] | undefined,
  states: LoggingStates,
): Promise<Probe> {
  try {
    const config = await aws.client(accountId);
    const enabled = await listRegions(config);
    const regions = enabled.filter((region) => wantedRegions?.includes(region) ?? true);
    const buckets = await listed(() => listBuckets(config));
    const probed: RegionProbe[] = [];
    for (const region of regions) probed.push(await probeRegion(aws, accountId, region, states));
    return { accountId, refusal: undefined, buckets: buckets.found, regions: probed };
  } catch (error) {
    return refusedProbe(accountId, refusalOf(error));
  }
}

async function probeRegion(aws: Aws, accountId: string, region: string, states: LoggingStates): Promise<RegionProbe> {
  const config = await aws.client(accountId, region);
  const ask = async ({ find, isLogging }: LoggingCalls): Promise<readonly LogConfiguration[]> => {
    const found = await find(config);
    if (isLogging === undefined) return found;
    return Promise.all(
      found.map(async (configuration) => {
        const { id, homeRegion } = configuration;
        const state = states.get(id) ?? aws.client(accountId, homeRegion).then((home) => isLogging(home, id));
        states.set(id, state);
        return { ...configuration, logging: await state };
      }),
    );
  };
  const answers = await Promise.all(
    LOGGING.map(async (calls) => [calls.source, await listed(() => ask(calls))] as const),
  );
  return { region, logging: new Map(answers) };
}

async function listed<Item>(ask: () => Promise<readonly Item[]>): Promise<Listed<Item>> {
  try {
    return { found: await ask(), refusal: undefined };
  } catch (error) {
    return { found: [], refusal: refusalOf(error) };
  }
}
