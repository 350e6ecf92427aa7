import type { AwsApiCallAction } from '#services/actions/aws-api-call.ts';
import type { Action } from '#services/model/action.ts';
import type { Intel } from '#services/model/intel.ts';
import type { Look, OrganizationView } from '#services/model/look.ts';
import { canonicalAddress } from '../address.ts';
import { remoteIpDetails } from '../remote-ip.ts';
import { accountOf } from './event.ts';
import type { CloudTrailRecord } from './record.ts';

/** The call in the format of GuardDuty's `awsApiCallAction`. */
export function apiCall(
  record: CloudTrailRecord,
  { intel, organization }: Pick<Look, 'intel' | 'organization'>,
): Action {
  const { eventName, eventSource, errorCode, userAgent } = record;
  const affectedResources = affectedResourcesOf(record);
  return {
    actionType: 'AWS_API_CALL',
    awsApiCallAction: {
      api: eventName,
      serviceName: eventSource,
      ...callerOf(record, intel),
      ...(errorCode !== undefined && { errorCode }),
      ...(userAgent !== undefined && { userAgent }),
      ...remoteAccountOf(record, organization),
      ...(Object.keys(affectedResources).length > 0 && { affectedResources }),
    },
  };
}

/** The caller: an address, or the name of the AWS service that called. `sourceIPAddress` holds either. */
function callerOf(
  { sourceIPAddress }: CloudTrailRecord,
  intel: Intel,
): Pick<AwsApiCallAction, 'callerType' | 'remoteIpDetails' | 'domainDetails'> {
  if (sourceIPAddress === undefined) return { callerType: 'Remote IP' };
  const address = canonicalAddress(sourceIPAddress);
  return address === undefined
    ? { callerType: 'Domain', domainDetails: { domain: sourceIPAddress } }
    : { callerType: 'Remote IP', remoteIpDetails: remoteIpDetails(address, intel) };
}

/**
 * The other account that a call involves: the caller's, if the record is in another account's trail, or the owner of
 * the VPC endpoint that the call came through. It is affiliated when it belongs to the same organization.
 */
function remoteAccountOf(
  { userIdentity, recipientAccountId, vpcEndpointAccountId }: CloudTrailRecord,
  organization: OrganizationView,
): Pick<AwsApiCallAction, 'remoteAccountDetails'> {
  const caller = accountOf(userIdentity);
  const isOther = caller !== undefined && recipientAccountId !== undefined && caller !== recipientAccountId;
  const accountId = isOther ? caller : vpcEndpointAccountId === caller ? undefined : vpcEndpointAccountId;
  return accountId === undefined
    ? {}
    : { remoteAccountDetails: { accountId, affiliated: organization.member(accountId) } };
}

/** By type: the resources in the record, and the bucket of a management call, whose record lists none. */
function affectedResourcesOf({ resources, bucketName }: CloudTrailRecord): Readonly<Record<string, string>> {
  return {
    ...(bucketName !== undefined && { 'AWS::S3::Bucket': bucketName }),
    ...Object.fromEntries(
      resources.flatMap(({ type, ARN }) =>
        type === undefined || ARN === undefined ? [] : [[type, type === 'AWS::S3::Bucket' ? nameOfBucket(ARN) : ARN]],
      ),
    ),
  };
}

function nameOfBucket(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
