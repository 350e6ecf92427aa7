import type { FormatName } from './document.ts';
import type { Finding } from './finding.ts';

/** What a sink says of each finding it was given. */
export interface Receipt {
  readonly findingId: string;
  /** `retry`: worth trying again (throttled, unavailable); `failed`: it will never be taken. */
  readonly outcome: 'delivered' | 'retry' | 'failed';
  readonly error: string | undefined;
}

/** Where findings go. Batching, ordering and back-off are the deliver worker's; a sink sends one batch of one partition. */
export interface Sink {
  readonly name: string;
  readonly format: FormatName;
  readonly batchMax: number;
  /** Requests a second to one partition. */
  readonly ratePerSecond: number;
  /** What one batch may hold together, such as account and Region. */
  partition(finding: Finding): string;
  deliver(batch: readonly Finding[]): Promise<readonly Receipt[]>;
}
