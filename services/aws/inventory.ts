import type { Seen } from '#services/inventory/seen.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

/** How to ask an account what it has of one kind. */
export interface InventoryCalls {
  /** Names the file, too: `instances`. */
  readonly what: string;
  /** Whether each Region is asked, or one tells of all. */
  readonly scope: 'region' | 'account';
  readonly permissions: readonly Permission[];
  /**
   * A page of it after the other, of at most a thousand resources.
   *
   * @throws AwsError
   */
  pages(config: ClientConfig): AsyncIterable<readonly Seen[]>;
}
