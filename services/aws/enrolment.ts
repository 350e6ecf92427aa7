import type { EnrolmentSettings, EnrolmentTask, Feature } from '#services/model/enrolment.ts';
import type { Refusal } from '#services/model/probe.ts';
import { AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

/** The calls that look whether a feature is on in an account, and that switch it on. */
export interface EnrolmentCalls {
  /** Also the file's name. */
  readonly feature: Feature;
  /** Whether it is switched on in each Region, or once for all of them. */
  readonly scope: 'region' | 'account';
  /** The member role looks, the enrolment role switches on. */
  readonly permissions: readonly Permission[];
  /** @throws AwsError */
  look(config: ClientConfig, there: LookedAt): Promise<Switches>;
  /**
   * Idempotent: leaves resources that have the feature as they are.
   *
   * @throws AwsError
   */
  switchOn(config: ClientConfig, task: EnrolmentTask, wanted: SwitchedOn): Promise<void>;
}

/** The number of resources that have a feature, and the ids of those without it. */
export interface Switches {
  readonly on: number;
  readonly off: readonly string[];
  /** Why a feature that is on does not do what is wanted of it, and the remedy, which is its owner's. */
  readonly impaired?: string | undefined;
}

/** The account and Region to look at. It shares the answers that several features need. */
export interface LookedAt {
  readonly accountId: string;
  /** The bus that management events are to be sent to. */
  readonly eventBus: string | undefined;
  /** Ids of the Region's VPCs. */
  vpcs(): Promise<readonly string[]>;
  /** Client configuration for the account in another Region. */
  clientIn(region: string): Promise<ClientConfig>;
}

export interface SwitchedOn extends Pick<EnrolmentSettings, 'bucket' | 'eventBus'> {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  clientIn(region: string): Promise<ClientConfig>;
}

/**
 * Switches a feature on for one resource after the other. A refusal for one resource does not affect the next ones.
 *
 * @throws AwsError the first refusal, when all were tried
 */
export async function eachResource(
  resources: readonly string[],
  switchOn: (resource: string) => Promise<unknown>,
): Promise<void> {
  const refusals: AwsError[] = [];
  for (const resource of resources)
    try {
      await switchOn(resource);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      refusals.push(error);
    }
  if (refusals[0] !== undefined) throw refusals[0];
}

/** The details of refusals as one text; undefined when there are none. */
export function inWords(refusals: readonly Refusal[]): string | undefined {
  return refusals.length === 0 ? undefined : refusals.map(({ detail }) => detail).join(' ');
}
