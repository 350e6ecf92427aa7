import type { Aws } from '#services/aws/aws.ts';
import { refusalOf } from '#services/aws/aws-error.ts';
import { Destinations } from '#services/aws/destinations.ts';
import { listRegions, listVpcs } from '#services/aws/ec2.ts';
import { LOGGING } from '#services/aws/logging/index.ts';
import type { LoggingCalls, SharedAnswers } from '#services/aws/logging.ts';
import { listBuckets } from '#services/aws/s3.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import { once } from '#services/model/once.ts';
import type { LoggingState, Listed, LogSetup, Probe, RegionProbe } from '#services/model/probe.ts';
import { refusedProbe } from '#services/organization/enrolment.ts';

/** What several accounts show, kept so that a pass asks for it only once. */
export interface Shown {
  /** Logging states, by id: every member shows an organization's trail. */
  readonly states: Map<string, Promise<LoggingState>>;
  /** The destinations of subscriptions: those of many accounts may lead to one stream. */
  readonly destinations: Destinations;
}

/** @param accounts all accounts of the organization */
export function nothingShown(aws: Aws, accounts: readonly MemberAccount[]): Shown {
  const members = new Set(accounts.map(({ id }) => id));
  const destinations = new Destinations(members, (accountId, region) => aws.client(accountId, region));
  return { states: new Map(), destinations };
}

/**
 * Asks an account, as its member role, where its logs are delivered. Every refusal becomes part of the answer.
 *
 * @param wantedRegions the only Regions to look at; undefined: all enabled Regions
 */
export async function probeAccount(
  aws: Aws,
  accountId: string,
  wantedRegions: readonly string[] | undefined,
  shown: Shown,
): Promise<Probe> {
  try {
    const config = await aws.client(accountId);
    const enabled = await listRegions(config);
    const regions = enabled.filter((region) => wantedRegions?.includes(region) ?? true);
    const buckets = await answered(async () => ({ found: await listBuckets(config) }));
    const probed: RegionProbe[] = [];
    for (const region of regions) probed.push(await probeRegion(aws, accountId, region, shown));
    return { accountId, refusal: undefined, buckets: buckets.found, regions: probed };
  } catch (error) {
    return refusedProbe(accountId, refusalOf(error));
  }
}

async function probeRegion(
  aws: Aws,
  accountId: string,
  region: string,
  { states, destinations }: Shown,
): Promise<RegionProbe> {
  const config = await aws.client(accountId, region);
  const shared: SharedAnswers = { destinations, vpcs: once(() => listVpcs(config, accountId)) };
  const ask = async ({ find, stateOf }: LoggingCalls): Promise<LogSetup> => {
    const setup = await find(config, shared);
    if (stateOf === undefined) return setup;
    const found = await Promise.all(
      setup.found.map(async (configuration) => {
        const { id, homeRegion, organizationBy = accountId } = configuration;
        const askAs = async (as: string) => stateOf(await aws.client(as, homeRegion), id);
        // The owner of a trail gets more details than members do.
        const shown = states.get(id) ?? askAs(organizationBy);
        // Where the owner does not let us in, or one account is throttled, each account asks for itself.
        const state = organizationBy === accountId ? shown : shown.catch(() => askAs(accountId));
        states.set(id, state);
        return { ...configuration, ...(await state) };
      }),
    );
    return { ...setup, found };
  };
  const answers = await Promise.all(
    LOGGING.map(async (calls) => [calls.source, await answered(() => ask(calls))] as const),
  );
  return { region, logging: new Map(answers) };
}

async function answered<Answer extends { readonly found: readonly unknown[] }>(
  ask: () => Promise<Answer>,
): Promise<(Answer & { readonly refusal: undefined }) | Listed<never>> {
  try {
    return { ...(await ask()), refusal: undefined };
  } catch (error) {
    return { found: [], refusal: refusalOf(error) };
  }
}
