import type { Aws } from '#services/aws/aws.ts';
import { awsError, type AwsError } from '#services/aws/aws-error.ts';
import { listRegions, listVpcs } from '#services/aws/ec2.ts';
import { ENROLMENTS } from '#services/aws/enrolment/index.ts';
import type { EnrolmentCalls, LookedAt } from '#services/aws/enrolment.ts';
import type { AccountLook, Feature, FeatureLook } from '#services/model/enrolment.ts';
import { FAILURES } from '#services/model/failure.ts';
import { once } from '#services/model/once.ts';
import { inParallel } from '../kits/in-parallel.ts';

/** How many Regions of one account are asked at a time. */
const REGIONS_AT_ONCE = 4;

export interface LookSettings {
  /** The only Regions to look at; undefined: all enabled Regions. */
  readonly regions: readonly string[] | undefined;
  /** The bus that management events are to be sent to. */
  readonly eventBus: string | undefined;
}

/**
 * Asks an account, as its member role, which of some features are switched on. Every refusal becomes part of the
 * answer.
 *
 * @throws AwsError where AWS throttles or does not answer, which says nothing about the account
 */
export async function lookAtAccount(
  aws: Aws,
  accountId: string,
  features: readonly Feature[],
  { regions: wantedRegions, eventBus }: LookSettings,
): Promise<AccountLook> {
  const asked = ENROLMENTS.filter(({ feature }) => features.includes(feature));
  const look = { accountId, asked: features, ...(eventBus !== undefined && { eventBus }) };
  try {
    const enabled = await listRegions(await aws.client(accountId));
    const regions = enabled.filter((region) => wantedRegions?.includes(region) ?? true);
    const home = aws.settings.region;
    const found = await inParallel(regions, REGIONS_AT_ONCE, (region) =>
      lookAtRegion(
        aws,
        { accountId, region, eventBus },
        asked.filter(({ scope }) => scope === 'region'),
      ),
    );
    const whole = await lookAtRegion(
      aws,
      { accountId, region: home, eventBus },
      asked.filter(({ scope }) => scope === 'account'),
    );
    return { ...look, refusal: null, regions, features: [...whole, ...found.flat()] };
  } catch (error) {
    const refused = awsError(`look at account ${accountId}`, error);
    if (passes(refused)) throw refused;
    return { ...look, refusal: refused.message, regions: [], features: [] };
  }
}

/** Whether a failure is temporary. */
export function passes({ kind }: AwsError): boolean {
  return FAILURES[kind].retry === 'soon';
}

async function lookAtRegion(
  aws: Aws,
  { accountId, region, eventBus }: Pick<LookedAt, 'accountId' | 'eventBus'> & { readonly region: string },
  asked: readonly EnrolmentCalls[],
): Promise<readonly FeatureLook[]> {
  if (asked.length === 0) return [];
  const config = await aws.client(accountId, region);
  const there: LookedAt = {
    accountId,
    eventBus,
    vpcs: once(() => listVpcs(config, accountId)),
    clientIn: (other) => aws.client(accountId, other),
  };
  return Promise.all(
    asked.map(async ({ feature, look }) => {
      try {
        const { on, off, impaired = null } = await look(config, there);
        return { feature, region, on, off, refusal: impaired };
      } catch (error) {
        const { message } = awsError(`see what is on of ${feature} in ${region}`, error);
        return { feature, region, on: 0, off: [], refusal: message };
      }
    }),
  );
}
