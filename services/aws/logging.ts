import type { SourceName } from '#services/model/log-object.ts';
import type { LoggingState, LogSetup } from '#services/model/probe.ts';
import type { ClientConfig } from './aws.ts';
import type { Destinations } from './destinations.ts';
import type { Permission } from './permission.ts';

/** Answers that several kinds of log need of an account and Region, so that they are asked for once. */
export interface SharedAnswers {
  /** Resolves targets of subscriptions, also in other accounts. */
  readonly destinations: Destinations;
  /** Ids of the account's VPCs. */
  vpcs(): Promise<readonly string[]>;
}

/** The calls that find an account's configurations that deliver logs of one source. */
export interface LoggingCalls {
  /** Also the file's name. */
  readonly source: SourceName;
  readonly permissions: readonly Permission[];
  /** The configurations in one Region that deliver to S3, and the resources of which they do not. @throws AwsError */
  find(config: ClientConfig, shared: SharedAnswers): Promise<LogSetup>;
  /**
   * The state of one configuration, as far as Vedette may ask for it. Absent where nothing can be stopped.
   *
   * @param config of the configuration's home Region
   */
  stateOf?(config: ClientConfig, id: string): Promise<LoggingState>;
}
