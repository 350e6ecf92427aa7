import type { Seen } from '#services/inventory/seen.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

/** How to ask an account what it has of one kind. */
export interface InventoryCalls {
  /** Names the file, too: `instances`. */
  readonly what: string;
  /** Whether each Region is asked, or one tells of all. */
  readonly scope: 'region' | 'account';
  readonly permissions: readonly Permission[];
  /** Whether it tells who has which address in a VPC: one that none of these tells any more is given up. */
  readonly tellsAddresses?: boolean;
  /** The member that tells of each by its id, where all that there are are told: one that was told before and is not any more is gone. */
  readonly tellsAll?: Fact['member'];
  /**
   * A page of it after the other, of at most a thousand resources.
   *
   * @param complain told of what is not known of resources that are told all the same, such as their tags
   * @throws AwsError when resources are not told
   */
  pages(config: ClientConfig, complain: (refusal: AwsError) => void): AsyncIterable<readonly Seen[]>;
}
