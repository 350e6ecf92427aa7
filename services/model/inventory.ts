import type { ResourceDetails } from './subject.ts';

/** A member of a resource; `DetailsOf` is the type of the details that it holds of one thing. */
type Member = keyof ResourceDetails;
export type DetailsOf<M extends Member> = ResourceDetails[M] extends readonly (infer Item)[]
  ? Item
  : ResourceDetails[M];

/** What a fact about an instance says of one of its interfaces. */
export type InterfaceDetails = NonNullable<DetailsOf<'instanceDetails'>['networkInterfaces']>[number];

/**
 * Known details of one resource, from a time on. A fact describes a resource; it never decides which finding is about
 * it.
 */
export interface Fact<M extends Member = Member> {
  readonly accountId: string;
  /** Empty for resources whose names are unique across Regions, such as buckets. */
  readonly region: string;
  readonly member: M;
  /**
   * One of the ids that a finding's resource may have: instances have their own id, those of their interfaces, and
   * their addresses within their VPC.
   */
  readonly alias: string;
  /** ms since the epoch */
  readonly since: number;
  readonly details: Partial<DetailsOf<M>>;
  /** `record`: a record mentioned the fact. `call`: AWS answered with it, which is more complete than a record. */
  readonly taughtBy: 'record' | 'call';
}

/** Identifies a resource, by the member that describes it. */
export type FactKey = Pick<Fact, 'accountId' | 'region' | 'member' | 'alias'>;

/** A fact's resource as a text, for maps. */
export function factKey({ accountId, region, member, alias }: FactKey): string {
  return `${accountId} ${region} ${member} ${alias}`;
}

/**
 * The Region under which the fact book has a resource that a finding of a Region names: names of buckets and of roles
 * are unique across Regions.
 */
export function factRegion(member: Member, region: string): string {
  return member === 's3BucketDetails' || member === 'iamRoleDetails' ? '' : region;
}

/** Whether the alias is an address. Addresses pass from one resource to the next; ids of resources do not. */
export function isAddressAlias(alias: string): boolean {
  return /^vpc-[^/]*\//.test(alias);
}
