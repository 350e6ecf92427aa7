import type { ResourceDetails } from './subject.ts';

/** A member of a resource, and of the things that it tells of the details of one. */
type Member = keyof ResourceDetails;
export type DetailsOf<M extends Member> = ResourceDetails[M] extends readonly (infer Item)[]
  ? Item
  : ResourceDetails[M];

/** What is known of one resource, from a time on. It says what a resource is like, and never which finding is about it. */
export interface Fact<M extends Member = Member> {
  readonly accountId: string;
  /** Empty for what is known by its name in every Region: a bucket. */
  readonly region: string;
  readonly member: M;
  /** One of the ids that a finding's resource may have: an instance goes by its own, by its interfaces', and by its addresses within its VPC. */
  readonly alias: string;
  /** ms since the epoch */
  readonly since: number;
  readonly details: Partial<DetailsOf<M>>;
  /** A record told it in passing, or AWS was asked: then it is more than what a record tells. */
  readonly taughtBy: 'record' | 'call';
}

/** A resource, by the side that a member tells of it. */
export type FactKey = Pick<Fact, 'accountId' | 'region' | 'member' | 'alias'>;

export function factKey({ accountId, region, member, alias }: FactKey): string {
  return `${accountId} ${region} ${member} ${alias}`;
}

/** The Region under which something is known that a finding of a Region names: names of buckets and of roles are one space. */
export function factRegion(member: Member, region: string): string {
  return member === 's3BucketDetails' || member === 'iamRoleDetails' ? '' : region;
}

/** Addresses go from one resource to the next; ids of resources do not. */
export function isAddressAlias(alias: string): boolean {
  return /^vpc-[^/]*\//.test(alias);
}
