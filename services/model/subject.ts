/** A JSON value, for details that only formats read. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type ResourceRole = 'ACTOR' | 'TARGET';
export type ResourceType = 'AccessKey' | 'Instance' | 'S3Bucket';

/** The resource a finding is about: GuardDuty's `resource` object, and the id that identifies it within account and Region. */
export interface Resource {
  /** Access key id (or principal id where there is no key), instance id (or interface id), bucket name. */
  readonly id: string;
  readonly resourceType: ResourceType;
  readonly accessKeyDetails?: AccessKeyDetails;
  readonly instanceDetails?: InstanceDetails;
  readonly s3BucketDetails?: readonly S3BucketDetails[];
}

/** Stands for a caller of whom a record says nothing: the finding is about the account then. */
export const UNKNOWN_CALLER = 'unknown caller';

export interface AccessKeyDetails {
  readonly accessKeyId?: string;
  readonly principalId?: string;
  readonly userName?: string;
  readonly userType?: string;
}

export interface InstanceDetails {
  readonly instanceId?: string;
  readonly networkInterfaces?: readonly {
    readonly networkInterfaceId?: string;
    readonly privateIpAddress?: string;
    readonly ipv6Addresses?: readonly string[];
    readonly subnetId?: string;
    readonly vpcId?: string;
  }[];
}

export interface S3BucketDetails {
  readonly arn?: string;
  readonly name: string;
  readonly type?: 'Source' | 'Destination';
  readonly publicAccess?: JsonObject;
}

/** What a detector groups by: the same value keys the tally, identifies the finding and names the resource shown. */
export interface Subject {
  readonly resource: Resource;
  readonly role: ResourceRole;
  /** The other end where the question needs it: part of the tally's key, not of the finding's identity. */
  readonly remote?: string;
}
