/** A JSON value, for details that only formats read. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type ResourceRole = 'ACTOR' | 'TARGET';

/** Detail members of a resource, as GuardDuty's finding JSON names them. Each file in `services/resources/` adds its own. */
export interface ResourceDetails {}

/** GuardDuty's `resourceType`s, each with its member. Each file in `services/resources/` that has one adds it. */
export interface ResourceTypes {}
export type ResourceType = keyof ResourceTypes;

/**
 * The resource of a finding: GuardDuty's `resource` object, and the id that identifies it within account and Region.
 * Its members describe one thing from several sides: a bucket, and the access key that changed it.
 */
export interface Resource extends Partial<ResourceDetails> {
  /** The id of the kind that the question groups by: access key, instance or interface, bucket. */
  readonly id: string;
  readonly resourceType: ResourceType;
  /** Other affected resources, nearest first. They are shown, and do not belong to the finding's identity. */
  readonly further?: readonly Omit<Resource, 'further'>[];
}

/**
 * The thing that a detector groups by: the same value keys the tally, identifies the finding and names the resource
 * shown.
 */
export interface Subject {
  readonly resource: Resource;
  readonly role: ResourceRole;
  /** The remote end, where the question needs it: part of the tally's key, not of the finding's identity. */
  readonly remote?: string;
  /**
   * The identity whose day is judged, where one finding covers several identities: part of the key, not of the finding's
   * identity.
   */
  readonly identity?: string;
}
