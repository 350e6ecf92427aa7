import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';
import type { CallerKind } from './caller-kind.ts';

/** Caller-controlled JSON: its keys and values are whatever somebody wrote. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A CloudTrail event, as "CloudTrail record contents" in the AWS CloudTrail User Guide names its fields. Absent, null and ill-typed members are undefined. */
export interface CloudTrailRecord extends LogRecord {
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventType: string | undefined;
  readonly eventCategory: string | undefined;
  readonly readOnly: boolean | undefined;
  readonly managementEvent: boolean | undefined;
  /** An address, a service's DNS name, `AWS Internal`, or nothing. */
  readonly sourceIPAddress: string | undefined;
  readonly userAgent: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly userIdentity: UserIdentity;
  readonly requestParameters: Parameters | undefined;
  /** Whether the request is a text in which its parameters are, as exports to tables write it: then no column tells of any. */
  readonly isRequestText: boolean;
  /** The bucket that the request names, if it names one. */
  readonly bucketName: string | undefined;
  /** The object in it that the request names, if it names one. */
  readonly objectKey: string | undefined;
  readonly responseElements: Parameters | undefined;
  /** The id of the key that AWS STS answered with ('AWS STS API Reference', `Credentials`), unless it is for a role of another account. */
  readonly issuedKey: string | undefined;
  readonly additionalEventData: Parameters | undefined;
  /** What a service says of an event that no call led to. */
  readonly serviceEventDetails: Parameters | undefined;
  readonly resources: readonly { readonly ARN?: string; readonly accountId?: string; readonly type?: string }[];
  /** The VPC endpoint that the call came through. */
  readonly vpcEndpointId: string | undefined;
  /** Whose endpoint that is. */
  readonly vpcEndpointAccountId: string | undefined;
  /** Whether the call came from the console, with the session that somebody has there. */
  readonly isFromConsole: boolean;
  /** What kind of caller it is, by what callers cannot forge. */
  readonly callerKind: CallerKind;
  /** Of what runs in AWS, where the call was made with the credentials that it got from its role. */
  readonly holder: 'instance' | 'resource' | undefined;
  /** The same in the records of one call in several accounts. */
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
  /** Of a user of IAM Identity Center, who has neither key, principal nor ARN. */
  readonly onBehalfOf: { readonly userId: string | undefined };
  readonly credentialId: string | undefined;
  /** The function, or other resource, whose credentials these are: AWS says so, not the caller. */
  readonly inScopeOf: { readonly issuerType: string | undefined; readonly credentialsIssuedTo: string | undefined };
  readonly sessionContext: {
    /** Of a role's session, the role. */
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

/** Fields that detectors may set conditions on, as text: `'true'` for a boolean. */
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

/** CloudTrail events of these names; of all names when none is given. */
export function cloudtrail(...eventNames: readonly string[]): From<CloudTrailRecord, CloudTrailFields> {
  return { source: 'cloudtrail', routes: eventNames };
}
