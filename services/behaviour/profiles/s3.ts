import { defineProfile, type Act } from '#services/model/behaviour.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { codeOf } from '../act-code.ts';
import { isByCaller, isByTool, outcomeOf } from '../cloudtrail/call-outcome.ts';
import { clientOf } from '../cloudtrail/client.ts';
import { identityIn } from '../cloudtrail/identity.ts';
import { networkOf } from '../cloudtrail/network.ts';
import { OBJECT_CALLS, tacticOf } from '../s3/object-calls.ts';
import { OBJECT_JUDGING, objectCallName } from '../s3/object-judging.ts';

/** What users and roles do to buckets and their objects: data events, and calls that decide who has access. */
export default defineProfile({
  name: 'Profile:S3/Objects',
  from: cloudtrail(...OBJECT_CALLS),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    'userIdentity.invokedBy': isByCaller,
  },
  who: {
    by: ['accountId', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.userName', 'callerKind'],
    of: identityIn,
  },
  act: {
    by: ['eventName', 'errorCode', 'userAgent', 'userIdentity.invokedBy', 'callerKind', 'requestParameters.bucketName'],
    // Exports to tables write the request as text. The bucket's column is then absent, as for a request without a
    // bucket.
    of: (record) => (record.bucketName === undefined || record.isRequestText ? actOf : actOf(record)),
    // A call that deletes many objects at once names none of them, so it counts as one target.
    target: (record) => record.objectKey ?? record.id ?? '',
  },
  circumstances: {
    network: { by: 'sourceIPAddress', of: (address, { intel }) => networkOf(address, intel) },
    client: { by: 'userAgent', of: clientOf },
  },
  judging: OBJECT_JUDGING,
});

function actOf(record: CloudTrailRecord): Act {
  const { eventName, bucketName = '', errorCode } = record;
  // A call without a proper bucket name is new to no bucket, and made-up names get no code of their own.
  const name = objectCallName(eventName, BUCKET.test(bucketName) ? bucketName : '');
  return {
    code: codeOf({ name, outcome: outcomeOf(errorCode), isTool: isByTool(record) }),
    tactic: tacticOf(eventName),
  };
}

/** The name of a bucket, or the ARN or alias of an access point. */
const BUCKET = /^[\w.:/-]{3,256}$/;
