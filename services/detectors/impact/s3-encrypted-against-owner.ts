import { accountIn } from '#services/model/arn.ts';
import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller, succeeded } from '../kits/api-call.ts';
import { aboutWritten, bucketNameOf, copySourceOf } from '../kits/bucket.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { listedObjects, member, textOf } from '../kits/parameters.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:S3/EncryptedAgainstOwner',
  own: true,
  title: 'Objects were encrypted with a key that their owner does not have',
  why: 'Attackers need no malware to hold a bucket to ransom: they copy objects onto themselves with a key of their own, and only that key decrypts them.',
  asks: 'Were objects copied onto themselves with a customer-provided key, many objects written with one, or is a bucket now encrypted with a KMS key of an account outside the organization?',
  attack: ['T1486'],
  settings: {
    ownKeyBuckets: {
      default: [],
      because: 'Few programs bring their own keys (SSE-C): name the buckets where one does.',
    },
    objects: {
      default: 10,
      because:
        'A few objects written with a partner’s key are no extortion, nor is somebody who experiments with customer-provided keys.',
    },
  },

  from: cloudtrail('CopyObject', 'UploadPartCopy', 'PutObject', 'CreateMultipartUpload', 'PutBucketEncryption'),
  where: {
    eventSource: isS3,
    errorCode: succeeded,
    'userIdentity.invokedBy': isByCaller,
  },
  and: (record, { settings }) =>
    mayTell(record) &&
    (((isUnderOwnKey(record) || isWrittenUnderOwnKey(record)) &&
      !settings.ownKeyBuckets.includes(record.bucketName ?? '')) ||
      accountOfKey(record) !== undefined),
  about: aboutWritten,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    underOwnKey: t.distinct((record) => (isUnderOwnKey(record) ? keyOf(record) : undefined)),
    written: t.distinct((record) => (isWrittenUnderOwnKey(record) ? keyOf(record) : undefined)),
    defaults: t.distinct((record) => (isDefault(record) ? accountOfKey(record) : undefined)),
    owners: t.distinct((record) => (isDefault(record) ? undefined : accountOfKey(record))),
    underStrangeKey: t.distinct((record) => (accountOfKey(record) === undefined ? undefined : keyOf(record))),
  }),
  having: (window, look) => {
    const { underOwnKey, written, defaults, owners, underStrangeKey } = window.tallies;
    return (
      underOwnKey.size > 0 ||
      written.size >= look.settings.objects ||
      foreignAmong(defaults.values, window, look).length > 0 ||
      (underStrangeKey.size >= look.settings.objects && foreignAmong(owners.values, window, look).length > 0)
    );
  },

  severity: {
    when: {
      High: 'objects were copied onto themselves, or are encrypted with a key of an unknown account',
      Medium: 'many objects were written with customer-provided keys, as some programs do',
    },
    of: (window, look) => {
      const { underOwnKey, defaults, owners } = window.tallies;
      const strangers = foreignAmong([...defaults.values, ...owners.values], window, look);
      return underOwnKey.size > 0 || strangers.length > 0 ? 'High' : 'Medium';
    },
  },
  explain: (finding, look) => {
    const { subject, tallies } = finding;
    const [defaults, owners] = [tallies.defaults, tallies.owners].map(({ values }) =>
      foreignAmong(values, finding, look),
    );
    const did = [
      ...(tallies.underOwnKey.size > 0
        ? [`copied ${counted(tallies.underOwnKey.size, 'object')} onto themselves with a key that only the caller has`]
        : []),
      ...(tallies.written.size > 0
        ? [`wrote ${counted(tallies.written.size, 'object')} with keys that only the caller has`]
        : []),
      ...(owners?.length ? [`wrote objects with a key of account ${enumerated(owners)}`] : []),
      ...(defaults?.length ? [`set the default encryption to a key of account ${enumerated(defaults)}`] : []),
    ];
    return `${capitalized(callerOf(subject.resource))} ${enumerated(did)} in bucket ${subject.resource.id}.`;
  },
  asff: 'TTPs/Impact:S3-EncryptedAgainstOwner',
  blindTo: [
    'Objects in buckets for which the trail records no data events: only the default encryption of the bucket is checked then.',
    'Objects that were rewritten with a key of the account that the caller created and can delete.',
  ],
  falsePositives: [
    'Programs that bring their own keys: name their buckets in `ownKeyBuckets`.',
    'A partner’s key that you agreed on: add the account to `known` in vedette.yaml.',
  ],
  respond: [
    'Disable the credentials at once: every minute more objects are lost.',
    'Look for earlier versions of the objects: where versioning is on, they can still be read.',
    'Block SSE-C for the bucket (PutBucketEncryption, blocked encryption types), or deny it with a policy.',
    'Look for a ransom note, and for lifecycle rules that expire objects.',
  ],
  references: [
    {
      title: 'Using server-side encryption with customer-provided keys (SSE-C)',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html',
    },
  ],
  examples: {
    fires: {
      'ten objects are written with customer-provided keys, which is less': () => ({ records: puts(10) }),
      'ten objects are written with a key of an unknown account': () => ({
        records: puts(10, { 'x-amz-server-side-encryption-aws-kms-key-id': keyArn('999988887777') }),
      }),
      'an object is copied onto itself with a customer-provided key': () => copy({}),
      'part by part, URL-encoded': () =>
        copy({ 'x-amz-copy-source': '%2Finvoices%2Fa.csv' }, { eventName: 'UploadPartCopy' }),
      'the default encryption is set to a key of an unknown account': () => ({ records: [encryption('999988887777')] }),
      'ten objects are copied with such a key': () => ({
        records: Array.from({ length: 10 }, (_, i) => copied(`${i}.csv`, '999988887777')),
      }),
    },
    quiet: {
      'nine objects are written with customer-provided keys': () => ({ records: puts(9) }),
      'ten objects in a bucket where a program does so': () => ({
        records: puts(10),
        settings: { 'Impact:S3/EncryptedAgainstOwner': { ownKeyBuckets: ['invoices'] } },
      }),
      'ten objects with a key of the account': () => ({
        records: puts(10, { 'x-amz-server-side-encryption-aws-kms-key-id': keyArn('111122223333') }),
      }),
      'nine objects with a key of an unknown account': () => ({
        records: Array.from({ length: 9 }, (_, i) => copied(`${i}.csv`, '999988887777')),
      }),
      'a key of the account': () =>
        copy({
          'x-amz-server-side-encryption-customer-algorithm': undefined,
          'x-amz-server-side-encryption-aws-kms-key-id': keyArn('111122223333'),
        }),
      'a copy from another object': () => copy({ 'x-amz-copy-source': 'invoices/b.csv' }),
      'a new object with a customer-provided key': () => copy({ 'x-amz-copy-source': 'drafts/a.csv' }),
      'it was refused': () => copy({}, { errorCode: 'AccessDenied' }),
      'the default encryption is set to a key of another account of the organization': () => ({
        records: [encryption('444455556666')],
      }),
      'a partner’s key that the owner knows': () => ({
        records: [encryption('999988887777')],
        known: [{ who: '999988887777', purposes: ['vendor'], because: 'holds our keys' }],
      }),
      'a program that brings its own keys': () => ({
        ...copy({}),
        settings: { 'Impact:S3/EncryptedAgainstOwner': { ownKeyBuckets: ['invoices'] } },
      }),
    },
  },
});

/** Whether an object was copied onto itself with a key that came with the request, which AWS does not store. */
function isUnderOwnKey(record: CloudTrailRecord): boolean {
  const source = copySourceOf(record);
  if (source === undefined || source.bucket !== bucketNameOf(record) || source.key !== keyOf(record)) return false;
  return bringsKey(record);
}

/** A new object, as far as the record tells, under a key that the request brings. */
function isWrittenUnderOwnKey(record: CloudTrailRecord): boolean {
  return WRITES.has(record.eventName) && bringsKey(record);
}

const WRITES = new Set(['PutObject', 'CreateMultipartUpload']);

function bringsKey({ requestParameters, responseElements }: CloudTrailRecord): boolean {
  return [requestParameters, responseElements].some((said) => said?.[OWN_KEY] !== undefined);
}

const OWN_KEY = 'x-amz-server-side-encryption-customer-algorithm';
/**
 * A text that every request with a key contains. Searching for it costs a fraction of parsing, and few requests have
 * it.
 */
const MAY_TELL = new RegExp(`${OWN_KEY}|aws-kms-key-id`, 'i');

/**
 * Whether a call may name a key. Only calls that are made all the time are searched: the others are rare enough to be
 * parsed.
 */
function mayTell(record: CloudTrailRecord): boolean {
  return (
    !WRITES.has(record.eventName) ||
    !(record instanceof CloudTrailEvent) ||
    record.mayHave(MAY_TELL, 'requestParameters')
  );
}

/**
 * The account of the key that encrypts an object, or new objects of a bucket; undefined when it is the caller's own
 * account.
 */
function accountOfKey(record: CloudTrailRecord): string | undefined {
  const { requestParameters, userIdentity } = record;
  const keys = isDefault(record)
    ? listedObjects(member(requestParameters, 'ServerSideEncryptionConfiguration', 'Rule')).map((rule) =>
        member(rule, 'ApplyServerSideEncryptionByDefault', 'KMSMasterKeyID'),
      )
    : [requestParameters?.['x-amz-server-side-encryption-aws-kms-key-id']];
  const [account] = keys.flatMap((key) => accountIn(textOf(key) ?? '') ?? []);
  return account === userIdentity.accountId ? undefined : account;
}

function isDefault({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'PutBucketEncryption';
}

function keyOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['key']);
}

function keyArn(accountId: string): string {
  return `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}

function copy(parameters: object, overrides: object = {}) {
  const requestParameters = {
    bucketName: 'invoices',
    key: 'a.csv',
    'x-amz-copy-source': 'invoices/a.csv',
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    ...parameters,
  };
  return { records: [bucketCall({ eventName: 'CopyObject', readOnly: false, requestParameters, ...overrides })] };
}

function copied(key: string, accountId: string) {
  const encrypted = { 'x-amz-server-side-encryption-aws-kms-key-id': keyArn(accountId) };
  const requestParameters = { bucketName: 'invoices', key, 'x-amz-copy-source': `drafts/${key}`, ...encrypted };
  return bucketCall({ eventName: 'CopyObject', readOnly: false, requestParameters });
}

function encryption(accountId: string) {
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn(accountId) } };
  return bucketCall({
    eventName: 'PutBucketEncryption',
    eventCategory: 'Management',
    managementEvent: true,
    readOnly: false,
    requestParameters: { bucketName: 'invoices', ServerSideEncryptionConfiguration: { Rule: rule } },
  });
}

function puts(count: number, key: object = { [OWN_KEY]: 'AES256' }) {
  return Array.from({ length: count }, (_, i) =>
    bucketCall({
      eventName: 'PutObject',
      readOnly: false,
      requestParameters: { bucketName: 'invoices', key: `${i}.csv`, ...key },
    }),
  );
}
