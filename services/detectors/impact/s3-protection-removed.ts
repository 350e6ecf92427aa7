import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isTrue, succeeded } from '../kits/api-call.ts';
import { bucketNameOf } from '../kits/bucket.ts';
import { isByHand } from '../kits/caller.ts';
import { wholeBucketExpiresAfter } from '../kits/lifecycle.ts';
import { listedObjects, member } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** This many buckets are not changed for a reason of their own. */
const SEVERAL = 3;

export default defineDetector({
  type: 'Impact:S3/ProtectionRemoved',
  own: true,
  title: 'The protection of objects was removed from buckets',
  why: 'Before attackers delete or encrypt objects for ransom, they remove everything that could restore them: versions, locks, replicas.',
  asks: 'Were versioning, MFA delete, Object Lock, replication or retention removed from several buckets, or two of them from one bucket?',
  attack: ['T1490', 'T1485'],
  settings: {
    buckets: {
      default: SEVERAL,
      because: 'A single bucket has a reason of its own, and two sometimes belong together.',
    },
    bucketsByKey: {
      default: 1,
      because:
        'Programs with the access key of a user write objects; only deployments and people should change their protection.',
    },
  },

  from: cloudtrail(
    'PutBucketVersioning',
    'PutObjectLockConfiguration',
    'PutBucketObjectLockConfiguration',
    'DeleteBucketReplication',
    'PutBucketLifecycle',
    'PutBucketLifecycleConfiguration',
    'PutObjectRetention',
    'DeleteObject',
  ),
  where: {
    eventSource: isS3,
    errorCode: succeeded,
  },
  and: (record, look) => lossesOf(record).length > 0 && bucketNameOf(record) !== undefined && isByHand(record, look),
  about: aboutPrincipal,
  within: 3_600_000,
  overlapping: true,
  tally: (t) => ({
    buckets: t.distinct(bucketNameOf),
    // Buckets with their losses: more entries than buckets means that one bucket lost two protections.
    losses: t.distinct((record) => `${lossesOf(record).join(' and ')} of ${bucketNameOf(record) ?? ''}`),
    // A rule that lets everything expire within a day has a finding of its own.
    byKey: t.distinct((record) =>
      record.callerKind === 'iam-user' && !record.eventName.startsWith('PutBucketLifecycle')
        ? bucketNameOf(record)
        : undefined,
    ),
    byTool: t.distinct(({ userAgent }) => (saysDeploys(userAgent) ? 'deployed' : 'by hand')),
  }),
  having: ({ tallies: { buckets, losses, byKey } }, { settings }) =>
    isSeveral(buckets.size, losses.size, settings.buckets) || byKey.size >= settings.bucketsByKey,

  severity: {
    when: {
      High: 'several buckets lost protection, or one bucket lost two kinds of it',
      Medium:
        'one or two buckets lost protection, with the access key of a user, or the user agent names an infrastructure-as-code tool',
      Low: 'one or two buckets lost protection, and the user agent names such a tool',
    },
    of({ tallies: { buckets, losses, byTool } }) {
      const byHand = byTool.values.includes('by hand');
      if (isSeveral(buckets.size, losses.size, SEVERAL)) return byHand ? 'High' : 'Medium';
      return byHand ? 'Medium' : 'Low';
    },
  },
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} removed protection of objects from ${counted(tallies.buckets.size, 'bucket')}: ${enumerated(tallies.losses.values)}.`,
  asff: 'TTPs/Impact:S3-ProtectionRemoved',
  blindTo: [
    'How a bucket was configured before: versioning that was never on can be suspended, too.',
    'One change in one or two buckets, other than with the access key of a user.',
    'Changes that are more than half an hour apart from bucket to bucket.',
    'How severe it is, where attackers send the user agent of an infrastructure-as-code tool: the severity is then one step lower.',
  ],
  falsePositives: ['Somebody who takes down an environment by hand.'],
  respond: [
    'Ask the owner of the credentials whether an environment is being taken down.',
    'If not, disable them at once: deletion or encryption comes next.',
    'Turn versioning on again: earlier versions still exist until they are deleted one by one.',
  ],
  references: [
    {
      title: 'Inhibit System Recovery (T1490), MITRE ATT&CK',
      url: 'https://attack.mitre.org/techniques/T1490/',
    },
  ],
  examples: {
    fires: {
      'versioning is suspended in three buckets': () => ({
        records: ['invoices', 'contracts', 'letters'].map((bucketName) => suspended({ bucketName })),
      }),
      'one bucket, with a key': () => ({ records: [suspended({})] }),
      'one bucket loses versioning and replication': () => ({
        records: [suspended({}), call('DeleteBucketReplication', {})],
      }),
      'lifecycle rules that empty three buckets within a week': () => ({
        records: [
          call('PutBucketLifecycle', expiring(7)),
          call('PutBucketLifecycleConfiguration', { bucketName: 'contracts', ...expiring(1) }),
          call('PutBucketLifecycleConfiguration', { bucketName: 'letters', ...expiring(1) }),
        ],
        also: ['Impact:S3/DataDestruction'],
      }),
      'locks, retention and MFA delete are removed': () => ({
        records: [
          call('PutObjectLockConfiguration', { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
          call('PutBucketObjectLockConfiguration', {
            bucketName: 'contracts',
            ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
          }),
          call('PutObjectRetention', { bucketName: 'letters', ...BYPASSED }),
          call('DeleteObject', { bucketName: 'notes', ...BYPASSED }),
          ...['MfaDelete', 'MFADelete'].map((name) =>
            call('PutBucketVersioning', {
              bucketName: name.toLowerCase(),
              VersioningConfiguration: { Status: 'Enabled', [name]: 'Disabled' },
            }),
          ),
        ],
      }),
      'Terraform does it, which is less': () => ({
        records: ['invoices', 'contracts', 'letters'].map((bucketName) =>
          suspended({ bucketName }, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
        ),
      }),
      'across the full hour': () => ({
        records: [
          { ...suspended({}), eventTime: '2026-03-02T10:50:00Z' },
          { ...call('DeleteBucketReplication', {}), eventTime: '2026-03-02T11:10:00Z' },
        ],
      }),
    },
    quiet: {
      'changes that leave objects protected': () => ({
        records: [
          ...['invoices', 'contracts', 'letters'].map((bucketName) =>
            call('PutBucketLifecycleConfiguration', { bucketName, ...expiring(8) }),
          ),
          call('PutObjectLockConfiguration', {
            ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 30 } } },
          }),
          call('PutObjectLockConfiguration', { bucketName: 'contracts', 'object-lock': '' }),
          call('PutObjectRetention', { bucketName: 'letters', key: 'a.pdf' }),
          call('DeleteObject', { bucketName: 'notes', key: 'a.pdf' }),
        ],
      }),
      'one bucket, by a role': () => ({ records: [suspended({}, BY_ROLE)] }),
      'two buckets, by a role': () => ({
        records: [suspended({}, BY_ROLE), suspended({ bucketName: 'contracts' }, BY_ROLE)],
      }),
      'the same change twice': () => ({
        records: [
          suspended({}, BY_ROLE),
          { ...suspended({}, BY_ROLE), eventTime: '2026-03-02T10:05:00Z', eventID: 'again' },
        ],
      }),
      'versioning is enabled': () => ({
        records: ['invoices', 'contracts', 'letters'].map((bucketName) =>
          call('PutBucketVersioning', { bucketName, VersioningConfiguration: { Status: 'Enabled' } }),
        ),
      }),
      'CloudFormation deletes a stack': () => ({
        records: ['invoices', 'contracts', 'letters'].map((bucketName) =>
          suspended(
            { bucketName },
            { userIdentity: { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' } },
          ),
        ),
      }),
      'it was refused': () => ({
        records: ['invoices', 'contracts', 'letters'].map((bucketName) =>
          suspended({ bucketName }, { errorCode: 'AccessDenied' }),
        ),
      }),
    },
  },
});

/**
 * The protections that a call removed from a bucket, in words. Deleting replication removes all of it; otherwise the
 * request states the loss.
 */
function lossesOf(record: CloudTrailRecord): readonly string[] {
  const { eventName, requestParameters } = record;
  switch (eventName) {
    case 'PutBucketVersioning': {
      const versioning = member(requestParameters, 'VersioningConfiguration');
      return [
        ...(member(versioning, 'Status') === 'Suspended' ? ['versions'] : []),
        ...(/^disabled$/i.test(String(member(versioning, 'MfaDelete') ?? member(versioning, 'MFADelete')))
          ? ['the second factor for deletion']
          : []),
      ];
    }
    case 'DeleteBucketReplication':
      return ['replicas'];
    case 'PutObjectRetention':
    case 'DeleteObject':
      return isTrue([requestParameters?.['x-amz-bypass-governance-retention']].flat()[0]) ? ['retention'] : [];
    case 'PutBucketLifecycle':
    case 'PutBucketLifecycleConfiguration':
      return (wholeBucketExpiresAfter(record) ?? SOON + 1) <= SOON ? ['objects that are to stay'] : [];
    default: {
      const lock = member(requestParameters, 'ObjectLockConfiguration');
      return listedObjects(member(lock, 'Rule')).length === 0 && lock !== undefined ? ['object lock'] : [];
    }
  }
}

/** Whether several buckets lost a protection, or one lost two. */
function isSeveral(buckets: number, losses: number, atLeast: number): boolean {
  return buckets >= atLeast || losses > buckets;
}

/** A lifecycle rule that expires objects within so many days means that the bucket is to be emptied, not kept. */
const SOON = 7;

const BY_ROLE = { userIdentity: roleSession('eve', 'Operations') };
const BYPASSED = { key: 'a.pdf', 'x-amz-bypass-governance-retention': 'true' };

function expiring(Days: number) {
  return { LifecycleConfiguration: { Rule: { Status: 'Enabled', Prefix: '', Expiration: { Days } } } };
}

/** Tools choose their user agent themselves, so a tool's name makes a finding Low but never hides one. */
function suspended(parameters: object, overrides: object = {}) {
  return call('PutBucketVersioning', { VersioningConfiguration: { Status: 'Suspended' }, ...parameters }, overrides);
}

function call(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'invoices', ...parameters };
  return event({ eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters, ...overrides });
}
