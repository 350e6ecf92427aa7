import type { Seen } from '#services/inventory/seen.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

/** The calls that list an account's resources of one kind. */
export interface InventoryCalls {
  /** Also the file's name: `instances`. */
  readonly what: string;
  /** Whether each Region must be asked, or one answers for all. */
  readonly scope: 'region' | 'account';
  readonly permissions: readonly Permission[];
  /** Whether it lists owners of addresses in VPCs: an address that no such call lists any more has no owner. */
  readonly tellsAddresses?: boolean;
  /**
   * The member with each resource's id, where the calls list all existing resources: a resource that is no longer
   * listed is gone.
   */
  readonly tellsAll?: Fact['member'];
  /**
   * The resources, in pages of at most a thousand.
   *
   * @param complain gets failures to read parts of listed resources, such as their tags
   * @throws AwsError when the resources cannot be listed
   */
  pages(config: ClientConfig, complain: (refusal: AwsError) => void): AsyncIterable<readonly Seen[]>;
}
