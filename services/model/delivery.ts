import type { z } from 'zod';
import type { FormatName } from './format-names.ts';
import type { Finding } from './finding.ts';

/** What a sink says of each finding it was given. */
export interface Receipt {
  readonly findingId: string;
  /** `retry`: worth trying again (throttled, unavailable); `failed`: it will never be taken. */
  readonly outcome: 'delivered' | 'retry' | 'failed';
  readonly error: string | undefined;
}

/** A finding as a sink sends it: rendered in the sink's format, and what it needs to know of it beside that. */
export interface Document extends Pick<Finding, 'accountId' | 'region'> {
  readonly findingId: string;
  readonly body: object;
}

/** A sink that is open: sends one batch of one partition. Rendering, batching, order and back-off are the deliver worker's. */
export interface Sink extends Pick<SinkDefinition, 'name' | 'batchMax' | 'ratePerSecond' | 'partition'> {
  /** The finding in the sink's format. */
  render(finding: Finding): object;
  /** A receipt for each document. What it throws, it says of all of them: no error may hold a secret. */
  deliver(batch: readonly Document[]): Promise<readonly Receipt[]>;
}

/**
 * Where findings may go. A file in `services/sinks/` is a sink.
 *
 * @template Doors what the service has to reach the outside with
 */
export interface SinkDefinition<Settings = unknown, Doors = unknown> {
  /** Its file's name; deliveries are kept under it. */
  readonly name: string;
  readonly format: FormatName;
  readonly batchMax: number;
  /** Requests a second to one partition. */
  readonly ratePerSecond: number;
  /**
   * What can be set of it in the configuration file, each with a description. All of it may be absent: then it is in use
   * where it needs nothing. `secret` marks what is not shown.
   */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /** What one batch may hold together, such as account and Region. */
  partition(finding: Pick<Finding, 'accountId' | 'region'>): string;
  /** @returns undefined where it is not in use: what it needs is not set, or there is no way to it */
  open(settings: Settings, doors: Doors): Sink['deliver'] | undefined;
}
