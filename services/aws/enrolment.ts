import type { EnrolmentSettings, EnrolmentTask, Feature } from '#services/model/enrolment.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

/** How to see whether one feature is on in an account, and how to switch it on. */
export interface EnrolmentCalls {
  /** Names the file, too. */
  readonly feature: Feature;
  /** Whether it is switched on in each Region, or in one for all. */
  readonly scope: 'region' | 'account';
  /** Looking is the member role's, switching on the enrolment role's. */
  readonly permissions: readonly Permission[];
  /** @throws AwsError */
  look(config: ClientConfig, there: LookedAt): Promise<Switches>;
  /**
   * Done twice, it is done once: what is on already is left as it is.
   *
   * @throws AwsError
   */
  switchOn(config: ClientConfig, task: EnrolmentTask, wanted: SwitchedOn): Promise<void>;
}

/** Of how many resources a feature is on, and the ids of those of which it is not. */
export interface Switches {
  readonly on: number;
  readonly off: readonly string[];
}

/** An account and Region that is looked at: what several features need is asked once. */
export interface LookedAt {
  readonly accountId: string;
  /** Ids of the Region's VPCs. */
  vpcs(): Promise<readonly string[]>;
  /** The account in another Region. */
  clientIn(region: string): Promise<ClientConfig>;
}

export interface SwitchedOn extends Pick<EnrolmentSettings, 'bucket' | 'eventBus'> {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  clientIn(region: string): Promise<ClientConfig>;
}
