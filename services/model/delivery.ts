import type { z } from 'zod';
import type { FormatName } from './format-names.ts';
import type { Finding } from './finding.ts';
import type { FindingFilter } from './finding-filter.ts';

/**
 * What became of a delivery. `withheld`: the sink is not told of the finding, by its owner's filter or its own word.
 * `failed`: it was not taken and is not sent again, until somebody says so or the finding changes: a dead letter.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'withheld', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a sink says of each finding it was given. */
export interface Receipt {
  readonly findingId: string;
  /**
   * `retry`: worth trying again (throttled, unavailable); `failed`: it will never be taken; `withheld`: the sink does not
   * tell of the finding as it is now.
   */
  readonly outcome: 'delivered' | 'retry' | 'failed' | 'withheld';
  readonly error: string | undefined;
  /** For how long whoever it is sent to asks to be left alone. */
  readonly waitMs?: number;
}

/** A finding as a sink sends it: rendered in the sink's format, and what it needs to know of it beside that. */
export interface Document extends Pick<Finding, 'accountId' | 'region'> {
  readonly findingId: string;
  /** `updatedAt` of the finding. */
  readonly version: string;
  readonly body: object;
}

/** What a sink is told of, and how often: set by its owner. */
export interface DeliveryTerms {
  /** The findings it is told of; all when absent. One that it was told of once, it is told of on. */
  readonly only?: FindingFilter | undefined;
  /** Those it is not told of. */
  readonly except?: FindingFilter | undefined;
  /** Between two versions of one finding, in ms: what changes meanwhile is told with the next. */
  readonly updateEveryMs: number;
}

/** The terms of whoever sets none. */
export const EVERY_VERSION: DeliveryTerms = { updateEveryMs: 0 };

/** A sink that is open: sends one batch of one partition. Rendering, batching, order and back-off are the deliver worker's. */
export interface Sink extends Pick<SinkDefinition, 'batchMax' | 'ratePerSecond' | 'partition'> {
  /** Deliveries are kept under it: the definition's, or `webhook/NAME` where there are several. */
  readonly name: string;
  readonly terms: DeliveryTerms;
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
  /** Its file's name. */
  readonly name: string;
  /** Its owner may have any number of it, each under a name: the settings are those of one. */
  readonly several?: true;
  format(settings: Settings): FormatName;
  readonly batchMax: number;
  /** Requests a second to one partition. */
  readonly ratePerSecond: number;
  /**
   * What can be set of it in the configuration file, each with a description. All of it may be absent, but where there are
   * several: then it is in use where it needs nothing. `secret` marks what is not shown.
   */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /** `DeliveryTerms.updateEveryMs`; 0 when absent: every version at once. */
  updateEveryMs?(settings: Settings): number;
  /** What one batch may hold together, such as account and Region. */
  partition(finding: Pick<Finding, 'accountId' | 'region'>): string;
  /** @returns undefined where it is not in use: what it needs is not set, or there is no way to it */
  open(settings: Settings, doors: Doors): Sink['deliver'] | undefined;
}
