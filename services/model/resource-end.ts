/** That a resource is gone: which call ended it, and when; or that AWS, which listed it, lists it no more. */
export interface ResourceEnd {
  readonly accountId: string;
  /** Empty where names are one space over all Regions. */
  readonly region: string;
  /** As findings name it. */
  readonly id: string;
  /** The member of a finding's resource that tells of such a thing; empty for ids that AWS gives once and never again. */
  readonly member: string;
  /** ms since the epoch: by the record, or when it was missing. */
  readonly at: number;
  /** `eventName`, or what stands for it. */
  readonly call: string;
}

/** Names a resource that may end. */
export function endKey({ accountId, region, member, id }: Omit<ResourceEnd, 'at' | 'call'>): string {
  return JSON.stringify([accountId, region, member, id]);
}
