import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';
import type { CallerKind } from './caller-kind.ts';

/** JSON that callers control: expect any keys and values. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A CloudTrail event, as "CloudTrail record contents" in the AWS CloudTrail User Guide names its fields. Absent, null and ill-typed members are undefined. */
export interface CloudTrailRecord extends LogRecord {
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventType: string | undefined;
  readonly eventCategory: string | undefined;
  readonly readOnly: boolean | undefined;
  readonly managementEvent: boolean | undefined;
  /** An address, a service's DNS name, `AWS Internal`, or absent. */
  readonly sourceIPAddress: string | undefined;
  readonly userAgent: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly userIdentity: UserIdentity;
  readonly requestParameters: Parameters | undefined;
  /**
   * Whether the request is a text that holds its parameters, as exports to tables write it. Then no column has a
   * parameter.
   */
  readonly isRequestText: boolean;
  /** The bucket in the request parameters. */
  readonly bucketName: string | undefined;
  /** The object in it that the request names, if it names one. */
  readonly objectKey: string | undefined;
  readonly responseElements: Parameters | undefined;
  /** The id of the key that AWS STS answered with ('AWS STS API Reference', `Credentials`), unless it is for a role of another account. */
  readonly issuedKey: string | undefined;
  readonly additionalEventData: Parameters | undefined;
  /** Details of an event that was not caused by a call. */
  readonly serviceEventDetails: Parameters | undefined;
  readonly resources: readonly { readonly ARN?: string; readonly accountId?: string; readonly type?: string }[];
  /** The VPC endpoint that the call came through. */
  readonly vpcEndpointId: string | undefined;
  /** Account that owns that endpoint. */
  readonly vpcEndpointAccountId: string | undefined;
  /** Whether the call was made in the console, with a console session. */
  readonly isFromConsole: boolean;
  /** The kind of caller, from members that callers cannot forge. */
  readonly callerKind: CallerKind;
  /** The kind of holder, when code that runs in AWS used the credentials of its role. */
  readonly holder: 'instance' | 'resource' | undefined;
  /** Equal in the records that one call leaves in several accounts. */
  readonly sharedEventID: string | undefined;
  readonly recipientAccountId: string | undefined;
}

export interface UserIdentity {
  readonly type: string | undefined;
  readonly principalId: string | undefined;
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly userName: string | undefined;
  readonly invokedBy: string | undefined;
  /** Set for a user of IAM Identity Center, who has neither key, principal nor ARN. */
  readonly onBehalfOf: { readonly userId: string | undefined };
  readonly credentialId: string | undefined;
  /** The function or other resource that the credentials were issued to: set by AWS, not by the caller. */
  readonly inScopeOf: { readonly issuerType: string | undefined; readonly credentialsIssuedTo: string | undefined };
  readonly sessionContext: {
    /** The role of a role session. */
    readonly sessionIssuer: {
      readonly userName: string | undefined;
      readonly arn: string | undefined;
      readonly accountId: string | undefined;
    };
    readonly webIdFederationData: { readonly federatedProvider: string | undefined };
    readonly ec2RoleDelivery: string | undefined;
    readonly assumedRoot: string | undefined;
  };
}

/** Fields that conditions of detectors can use, as text: `'true'` for a boolean. */
export interface CloudTrailFields {
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventType: string;
  readonly eventCategory: string;
  readonly readOnly: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode: string;
  readonly recipientAccountId: string;
  readonly vpcEndpointAccountId: string;
  readonly callerKind: CallerKind;
  readonly holder: 'instance' | 'resource';
  readonly 'requestParameters.bucketName': string;
  readonly 'requestParameters.instanceType': string;
  readonly 'userIdentity.type': string;
  readonly 'userIdentity.principalId': string;
  readonly 'userIdentity.arn': string;
  readonly 'userIdentity.accountId': string;
  readonly 'userIdentity.accessKeyId': string;
  readonly 'userIdentity.userName': string;
  readonly 'userIdentity.invokedBy': string;
  readonly 'userIdentity.sessionContext.ec2RoleDelivery': string;
  readonly 'userIdentity.sessionContext.sessionIssuer.arn': string;
  readonly 'userIdentity.sessionContext.sessionIssuer.userName': string;
}

/** CloudTrail events with these names; all events when none is given. */
export function cloudtrail(...eventNames: readonly string[]): From<CloudTrailRecord, CloudTrailFields> {
  return { source: 'cloudtrail', routes: eventNames };
}
