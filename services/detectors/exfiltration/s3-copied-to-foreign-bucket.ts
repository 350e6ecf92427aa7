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
  title: 'Objects were copied to a bucket of an unknown account',
  why: 'A copy from bucket to bucket stays within S3: it does not pass through your networks, so nothing that monitors them sees it.',
  asks: 'Did credentials of the account copy objects to a bucket of an account outside the organization?',
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
    return `${capitalized(callerOf(subject.resource))} copied objects of bucket ${enumerated(tallies.sources)} to bucket ${subject.resource.id} of account ${enumerated(owners)}, which is not yours: ${counted(count, 'call')} from ${enumerated(tallies.addresses)}.`;
  },
  asff: 'TTPs/Exfiltration:S3-CopiedToForeignBucket',
  blindTo: [
    'Objects that are read and uploaded again (PutObject).',
    'Buckets for which the trail records no data events.',
    'Copies that the unknown account makes itself, as a bucket policy allows it.',
  ],
  falsePositives: ['A partner’s bucket that receives data: add the account to `known` in vedette.yaml as `vendor`.'],
  respond: [
    'Find out who owns the account, and whether it is meant to have these objects.',
    'If not, disable the credentials, and find out from the data events what was copied.',
    'Deny s3:PutObject outside the organization (aws:ResourceOrgID) with a service control policy or in the VPC endpoint policy.',
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
      'a copy in parts': () => copy('999988887777', { eventName: 'UploadPartCopy' }),
    },
    quiet: {
      'within the account': () => copy('111122223333'),
      'to another account of the organization': () => copy('444455556666'),
      'to a partner whom the owner knows': () => ({
        ...copy('999988887777'),
        known: [{ who: '999988887777', purposes: ['vendor'], because: 'analyses our sales' }],
      }),
      'it was refused': () => copy('999988887777', { errorCode: 'AccessDenied' }),
      'a service copies on behalf of the caller': () =>
        copy('999988887777', { userIdentity: { ...iamUser(), invokedBy: 'backup.amazonaws.com' } }),
      'the unknown account uploads something': () =>
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
