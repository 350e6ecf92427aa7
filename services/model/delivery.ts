import type { z } from 'zod';
import type { FormatName } from './format-names.ts';
import type { Finding } from './finding.ts';
import type { FindingFilter } from './finding-filter.ts';
import { hours } from './time.ts';

/**
 * State of a delivery. `withheld`: the sink's filter, or the sink itself, excludes the finding. `failed`: a dead
 * letter; it was not delivered and is not sent again until somebody requests it or the finding changes.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'withheld', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const RECEIPT_OUTCOMES = ['delivered', 'retry', 'failed', 'withheld'] as const;

/** The longest that a receiver may ask to be left alone. */
export const ASKED_WAIT_MOST_MS = hours(24);

/** A sink's answer for one finding. */
export interface Receipt {
  readonly findingId: string;
  /**
   * `retry`: worth trying again (throttled, unavailable); `failed`: the receiver will never take it; `withheld`: the
   * sink does not send the finding in its present state.
   */
  readonly outcome: (typeof RECEIPT_OUTCOMES)[number];
  readonly error: string | undefined;
  /** How long the receiver asks to wait before the next request, in ms. */
  readonly waitMs?: number;
}

/** A finding as a sink sends it: rendered in the sink's format, with the other data the sink needs. */
export interface Document extends Pick<Finding, 'accountId' | 'region'> {
  readonly findingId: string;
  /** `updatedAt` of the finding. */
  readonly version: string;
  readonly body: object;
}

/** Which findings a sink gets, and how often: set by the owner. */
export interface DeliveryTerms {
  /**
   * The sink gets only these findings; all when absent. A finding that was sent once is sent again when it changes,
   * even if it no longer matches.
   */
  readonly only?: FindingFilter | undefined;
  /** The sink does not get these findings. */
  readonly except?: FindingFilter | undefined;
  /** Time between two versions of one finding, in ms: changes meanwhile go out with the next version. */
  readonly updateEveryMs: number;
}

/** The terms where none are set. */
export const EVERY_VERSION: DeliveryTerms = { updateEveryMs: 0 };

/**
 * An open sink: it sends one batch of one partition. Rendering, batching, order and back-off are the deliver worker's
 * job.
 */
export interface Sink extends Pick<SinkDefinition, 'batchMax' | 'ratePerSecond' | 'partition'> {
  /** The name under which deliveries are stored: the definition's, or `webhook/NAME` where there are several. */
  readonly name: string;
  readonly terms: DeliveryTerms;
  /** The finding in the sink's format. */
  render(finding: Finding): object;
  /**
   * Returns a receipt for each document. An error that it throws counts for all of them, and must not hold a secret.
   */
  deliver(batch: readonly Document[]): Promise<readonly Receipt[]>;
}

/**
 * A kind of destination for findings. Each file in `services/sinks/` defines one.
 *
 * @template Doors the clients with which the service reaches the outside
 */
export interface SinkDefinition<Settings = unknown, Doors = unknown> {
  /** The name of its file. */
  readonly name: string;
  /** The owner may configure any number of these, each under a name: the settings are those of one. */
  readonly several?: true;
  format(settings: Settings): FormatName;
  readonly batchMax: number;
  /** Most requests a second to one partition. */
  readonly ratePerSecond: number;
  /**
   * Its settings in the configuration file, each with a description. All of them are optional unless there may be
   * several of the sink: without any, it is in use where it needs none. `secret` marks values that are never shown.
   */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /** `DeliveryTerms.updateEveryMs`; 0 when absent: every version at once. */
  updateEveryMs?(settings: Settings): number;
  /** The key that all findings of one batch share, such as account and Region. */
  partition(finding: Pick<Finding, 'accountId' | 'region'>): string;
  /** @returns undefined where the sink is not in use: a required setting is missing, or there is no way to reach it */
  open(settings: Settings, doors: Doors): Sink['deliver'] | undefined;
  /**
   * Tries the way to the receiver as a delivery would take it, and sends nothing.
   *
   * @returns what was found, as a sentence @throws with the reason why no delivery would arrive
   */
  reach?(settings: Settings, doors: Doors): Promise<string>;
}
