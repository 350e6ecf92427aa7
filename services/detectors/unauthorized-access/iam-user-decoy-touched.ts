import { awsPartition } from '#services/model/aws-partition.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Known } from '#services/model/known.ts';
import type { OrganizationView } from '#services/model/look.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { bucketArn, bucketNameOf, copySourceOf } from '../kits/bucket.ts';
import { knownCaller } from '../kits/caller.ts';
import { listedTexts } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** The purposes of those who read everything, or put decoys in place. */
const EXCUSED = ['backup', 'pipeline', 'scanner'] as const;

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/DecoyTouched',
  own: true,
  title: 'A decoy was touched',
  why: 'Nobody has a reason to use a decoy: whoever does is looking for something to take.',
  asks: 'Did anybody read a secret or a parameter that is a decoy, look into a bucket that is one, or try to assume such a role?',
  severity: 'High',
  attack: ['T1078.004', 'T1555.006', 'T1530'],

  from: cloudtrail(
    'AssumeRole',
    'GetSecretValue',
    'BatchGetSecretValue',
    'GetParameter',
    'GetParameters',
    'GetParameterHistory',
    'GetObject',
    'HeadObject',
    'CopyObject',
    'UploadPartCopy',
    'SelectObjectContent',
    'ListObjects',
    'ListObjectsV2',
    'ListObjectVersions',
    'DeleteObject',
    'DeleteObjects',
  ),
  where: {
    // Without decoys, no record is looked at.
    eventName: (_, { organization }) => organization.gives('decoy'),
    callerKind: (kind) => kind !== 'service',
  },
  and: (record, { organization }) =>
    decoysIn(record, organization).length > 0 &&
    !EXCUSED.some((purpose) => organization.serves(purpose, knownCaller(record), record.time)),
  about: aboutPrincipal,
  acrossRegions: true,
  tally: (t) => ({
    /** A line for each resource that a call names. */
    named: t.sample((record) => namedIn(record).join('\n')),
    calls: t.sample(({ eventName }) => eventName),
    outcomes: t.distinct(({ errorCode }) => (errorCode === undefined ? 'succeeded' : 'was refused')),
  }),

  explain({ subject, firstSeen, tallies: { named, calls, outcomes } }, { organization }) {
    const decoys = new Set(
      named.flatMap((lines) => lines.split('\n')).filter((arn) => isDecoy(arn, organization, firstSeen)),
    );
    // Of a call that names many resources, a tally keeps the first ones.
    const told =
      decoys.size === 0
        ? 'a decoy among others'
        : `the ${decoys.size === 1 ? 'decoy' : 'decoys'} ${enumerated([...decoys].toSorted())}`;
    return `${capitalized(callerOf(subject.resource))} touched ${told} (${enumerated(calls)}): it ${enumerated(outcomes.values)}.`;
  },

  asff: 'TTPs/Initial Access/UnauthorizedAccess:IAMUser-DecoyTouched',
  blindTo: [
    'Decoys that `known` in vedette.yaml does not name: without any, the detector is off.',
    'Calls on a bucket whose data events no trail records.',
    'Lists and descriptions of many things, and parameters that are read by a path above them: they name no decoy.',
  ],
  falsePositives: [
    'A program that reads every secret of an account. It should not have the right to; until then, add it to `known` as `scanner` or `backup`.',
  ],
  respond: [
    'Find out who holds the credentials, and what else was done with them.',
    'Disable them: nobody uses a decoy by mistake more than once.',
    'Replace the decoy with another, because this one is known now.',
  ],
  references: [
    {
      title: 'Deception (MITRE Engage)',
      url: 'https://engage.mitre.org/',
    },
  ],
  examples: {
    fires: {
      'a secret is read, by its ARN': () => ({ ...read(`${SECRET}-AbCdEf`), known: [DECOY] }),
      'by its name': () => ({ ...read('prod/database'), known: [DECOY] }),
      'it was refused': () => ({ ...read('prod/database', REFUSED), known: [DECOY] }),
      'among others': () => ({
        ...called('ssm', 'GetParameters', { names: ['/app/port', '/app/master-key'] }),
        known: [decoy('arn:aws:ssm:*:111122223333:parameter/app/master-key')],
      }),
      'at a version, among so many that not all are kept': () => ({
        ...called('ssm', 'GetParameters', {
          names: [...Array.from({ length: 9 }, (_, i) => `/app/settings/of/the/service/${i}`), '/app/master-key:3'],
        }),
        known: [decoy('arn:aws:ssm:*:111122223333:parameter/app/master-key')],
      }),
      'a secret that the owner names by its whole ARN, by its name': () => ({
        ...read('prod/database'),
        known: [decoy(`${SECRET}-AbCdEf`)],
      }),
      'a role that nobody may use': () => ({
        ...called('sts', 'AssumeRole', { roleArn: ROLE, roleSessionName: 's' }, REFUSED),
        known: [decoy(ROLE)],
      }),
      'an object of a bucket': () => ({ ...called('s3', 'GetObject', OBJECT), known: [decoy('arn:aws:s3:::payroll')] }),
      'the objects of a bucket are listed': () => ({
        ...called('s3', 'ListObjects', { bucketName: 'payroll' }),
        known: [decoy('arn:aws:s3:::payroll')],
      }),
      'an object of a bucket is copied elsewhere': () => ({
        ...called('s3', 'CopyObject', { bucketName: 'mine', key: 'a', 'x-amz-copy-source': 'payroll/2026.csv' }),
        known: [decoy('arn:aws:s3:::payroll')],
      }),
    },
    quiet: {
      'another secret': () => ({ ...read('prod/mail'), known: [DECOY] }),
      'no decoy at all': () => read('prod/database'),
      'an object of another bucket': () => ({
        ...called('s3', 'GetObject', { ...OBJECT, bucketName: 'payrolls' }),
        known: [decoy('arn:aws:s3:::payroll')],
      }),
      'a scanner that the owner knows': () => ({
        ...read('prod/database'),
        known: [DECOY, { who: 'arn:aws:iam::*:user/mallory', purposes: ['scanner'], because: 'Reads all secrets.' }],
      }),
      'what was a decoy until the day before': () => ({
        ...read('prod/database'),
        known: [{ ...DECOY, until: '2026-03-02' }],
      }),
      'all secrets are listed': () => ({ ...called('secretsmanager', 'ListSecrets', {}), known: [DECOY] }),
    },
  },
});

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/database';
const ROLE = 'arn:aws:iam::111122223333:role/BreakGlass';
const OBJECT = { bucketName: 'payroll', key: '2026.csv' };

function decoy(who: string): Known {
  return { who, purposes: ['decoy'], because: 'Nothing reads it.' };
}

const DECOY = decoy(`${SECRET}*`);

function read(secretId: string, overrides = {}) {
  return called('secretsmanager', 'GetSecretValue', { secretId }, overrides);
}

function isDecoy(arn: string, organization: Pick<OrganizationView, 'serves'>, time: number): boolean {
  return organization.serves('decoy', { arn }, time);
}

function decoysIn(record: CloudTrailRecord, organization: Pick<OrganizationView, 'serves'>): readonly string[] {
  return namedIn(record).filter((arn) => isDecoy(arn, organization, record.time));
}

/** The ARNs of the resources that a call names. */
function namedIn(record: CloudTrailRecord): readonly string[] {
  // There are many calls on objects, so their parameters are not parsed.
  if (record.eventSource === 's3.amazonaws.com')
    return [bucketOf(record), copySourceOf(record)?.bucket].flatMap((bucket) =>
      bucket === undefined ? [] : [bucketArn(bucket, record)],
    );
  const { roleArn, secretId, secretIdList, name, names } = record.requestParameters ?? {};
  switch (record.eventSource) {
    case 'sts.amazonaws.com':
      return listedTexts(roleArn);
    case 'secretsmanager.amazonaws.com':
      return [secretId, secretIdList]
        .flatMap((given) => listedTexts(given))
        .map((id) => arnOf(record, 'secretsmanager', 'secret:', id));
    case 'ssm.amazonaws.com':
      return [name, names]
        .flatMap((given) => listedTexts(given))
        .map((id) => withoutVersion(arnOf(record, 'ssm', 'parameter/', id.replace(/^\//, ''))));
    default:
      return [];
  }
}

/** The bucket of a call; of a call through an access point, the one behind it. */
function bucketOf(record: CloudTrailRecord): string | undefined {
  const { bucketName } = record;
  return bucketName === undefined || ACCESS_POINT.test(bucketName) ? bucketNameOf(record) : bucketName;
}
const ACCESS_POINT = /^arn:|-s3alias$/;

/** The ARN of what a request names by its ARN or by its name. */
function arnOf({ region, accountId }: CloudTrailRecord, service: string, prefix: string, id: string): string {
  return id.startsWith('arn:') ? id : `arn:${awsPartition(region)}:${service}:${region}:${accountId}:${prefix}${id}`;
}

/** The ARN of a parameter without the version or the label that a request may ask for: `…:parameter/port:3`. */
function withoutVersion(arn: string): string {
  return arn.split(':').slice(0, 6).join(':');
}
