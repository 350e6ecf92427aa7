/** States that a resource is gone: which call ended it, and when; or that AWS no longer lists it. */
export interface ResourceEnd {
  readonly accountId: string;
  /** Empty for resources whose names are unique across Regions. */
  readonly region: string;
  /** The resource's id in findings. */
  readonly id: string;
  /** The member of a finding's resource that describes such a thing; empty for ids that AWS never reuses. */
  readonly member: string;
  /** ms since the epoch: the time of the record, or when the resource was found missing. */
  readonly at: number;
  /** `eventName`, or a word in its place. */
  readonly call: string;
  /** The principal id of the caller who ended it; empty where no record says who. */
  readonly by: string;
}

/** The key of a resource that may end. */
export function endKey({ accountId, region, member, id }: Omit<ResourceEnd, 'at' | 'call' | 'by'>): string {
  return JSON.stringify([accountId, region, member, id]);
}
