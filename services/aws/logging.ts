import type { SourceName } from '#services/model/log-object.ts';
import type { LoggingState, LogSetup } from '#services/model/probe.ts';
import type { ClientConfig } from './aws.ts';
import type { Destinations } from './destinations.ts';
import type { Permission } from './permission.ts';

/** How to ask an account what it has set up to deliver logs of one source. */
export interface LoggingCalls {
  /** Names the file, too. */
  readonly source: SourceName;
  readonly permissions: readonly Permission[];
  /**
   * What is set up in one Region and delivers to S3.
   *
   * @param destinations where subscriptions lead: to accounts other than the one that is asked, too
   */
  find(config: ClientConfig, destinations: Destinations): Promise<LogSetup>;
  /**
   * How it stands with one, as far as it may be asked. Absent where nothing can be stopped.
   *
   * @param config of the configuration's home Region
   */
  stateOf?(config: ClientConfig, id: string): Promise<LoggingState>;
}
