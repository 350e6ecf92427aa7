import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { accountOf } from '#services/sources/cloudtrail/event.ts';
import { iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller, succeeded } from '../kits/api-call.ts';
import { aboutWritten, bucketNameOf, copySourceOf } from '../kits/bucket.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:S3/CopiedToForeignBucket',
  own: true,
  title: 'Objects were copied into a bucket of a strange account',
  why: 'A copy from bucket to bucket stays within S3: nothing passes a network of yours, and whatever watches that sees nothing.',
  asks: 'Did credentials of the account copy objects into a bucket of an account that is none of yours?',
  severity: 'High',
  attack: ['T1537', 'T1567.002'],

  // Only copies: checking the owner in every PutObject would cost more than it finds.
  from: cloudtrail('CopyObject', 'UploadPartCopy'),
  where: {
    eventSource: isS3,
    errorCode: succeeded,
    'userIdentity.invokedBy': isByCaller,
  },
  and: (record) => accountOf(record.userIdentity) === record.accountId && ownerOf(record) !== undefined,
  about: aboutWritten,
  tally: (t) => ({
    owners: t.distinct(ownerOf),
    sources: t.sample((record) => copySourceOf(record)?.bucket),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),
  having: (window, look) => foreignAmong(window.tallies.owners.values, window, look).length > 0,

  explain: (finding, look) => {
    const { subject, count, tallies } = finding;
    const owners = foreignAmong(tallies.owners.values, finding, look);
    return `${capitalized(callerOf(subject.resource))} copied objects of bucket ${enumerated(tallies.sources)} into bucket ${subject.resource.id} of account ${enumerated(owners)}, which is none of yours: ${counted(count, 'call')} from ${enumerated(tallies.addresses)}.`;
  },
  asff: 'TTPs/Exfiltration:S3-CopiedToForeignBucket',
  blindTo: [
    'Objects that are read and written anew (PutObject).',
    'Buckets without data events in the trail.',
    'Copies that the strange account makes itself, as a bucket policy lets it.',
  ],
  falsePositives: [
    'A partner’s bucket that takes data in: name the account in the table of what is known, as `vendor`.',
  ],
  respond: [
    'Find out whose the account is, and whether it is meant to have these objects.',
    'If not, disable the credentials, and find out in the data events what was copied.',
    'Deny s3:PutObject outside the organization (aws:ResourceOrgID) with a service control policy or at the VPC endpoint.',
  ],
  references: [
    {
      title: 'Transfer Data to Cloud Account (T1537), MITRE ATT&CK',
      url: 'https://attack.mitre.org/techniques/T1537/',
    },
  ],
  examples: {
    fires: {
      'an object is copied out': () => copy('999988887777'),
      'in parts': () => copy('999988887777', { eventName: 'UploadPartCopy' }),
    },
    quiet: {
      'within the account': () => copy('111122223333'),
      'to another account of the organization': () => copy('444455556666'),
      'to a partner whom the owner knows': () => ({
        ...copy('999988887777'),
        known: [{ who: '999988887777', purposes: ['vendor'], because: 'analyses our sales' }],
      }),
      'it was refused': () => copy('999988887777', { errorCode: 'AccessDenied' }),
      'a service copies for the caller': () =>
        copy('999988887777', { userIdentity: { ...iamUser(), invokedBy: 'backup.amazonaws.com' } }),
      'the strange account puts something in': () =>
        copy('999988887777', {
          userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEUSER000002', accountId: '999988887777' },
        }),
    },
  },
});

/** The account of the bucket that was written to; undefined when it is the account that the record is from. */
function ownerOf(record: CloudTrailRecord): string | undefined {
  const name = bucketNameOf(record);
  const owner = record.resources.find(
    ({ type, ARN }) => type === 'AWS::S3::Bucket' && name !== undefined && ARN?.endsWith(`:${name}`),
  )?.accountId;
  return owner === record.accountId ? undefined : owner;
}

function copy(accountId: string, overrides: object = {}) {
  const requestParameters = { bucketName: 'elsewhere', key: 'a.csv', 'x-amz-copy-source': 'invoices/a.csv' };
  const resources = [
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::elsewhere/a.csv' },
    { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::elsewhere', accountId },
  ];
  return {
    records: [bucketCall({ eventName: 'CopyObject', readOnly: false, requestParameters, resources, ...overrides })],
  };
}
