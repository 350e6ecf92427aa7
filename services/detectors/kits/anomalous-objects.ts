import { parseCode } from '#services/behaviour/act-code.ts';
import { aboutIdentity } from '#services/behaviour/cloudtrail/identity.ts';
import profile from '#services/behaviour/profiles/s3.ts';
import type { ObjectTactic } from '#services/behaviour/s3/object-calls.ts';
import { parseObjectCall } from '#services/behaviour/s3/object-judging.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { Purpose } from '#services/model/known.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { Subject } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { functionSession, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { ACCESS_KEY_FIELDS, callerOf } from './access-key.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import { bucketArn, type BucketPlace } from './bucket.ts';
import type { CallDetector } from './call-detector.ts';
import { knownCaller } from './caller.ts';
import { bucketCall } from './s3-example.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options extends Omit<CallDetector, 'asff' | 'respond' | 'references'> {
  readonly tactic: ObjectTactic;
  readonly severity: SeverityLabel;
  /** Purposes of callers that are there to do just this: they are left out. */
  readonly unless: readonly Purpose[];
  /** The first question of an analyst. */
  readonly ask: string;
}

/**
 * A detector of days on which an identity does to buckets what it never did there, or to many more objects than ever,
 * in circumstances that are typical of attackers: another network, another program, one bucket after the other.
 */
export function defineAnomalousObjects(options: Options): AnyDetector {
  const { type, tactic, ask, unless, blindTo, falsePositives, ...rest } = options;
  return defineDetector({
    ...rest,
    type,
    from: cloudtrail(),
    about: aboutIdentityAtBuckets,
    by: [...ACCESS_KEY_FIELDS, 'userIdentity.accountId', 'userIdentity.sessionContext.sessionIssuer.arn', 'callerKind'],
    and: (record, { organization }) =>
      !unless.some((purpose) => organization.serves(purpose, knownCaller(record), record.time)),
    acrossRegions: true,
    within: days(1),
    learned: { profile, tactic, shows: withBuckets },
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
    }),
    explain: ({ subject, tallies }) =>
      sayDay(
        `${capitalized(callerOf(subject.resource))} made calls (${enumerated(tallies.calls)}) on ${bucketsIn(subject)} from ${enumerated(tallies.addresses)}`,
        tallies,
      ),
    asff: `TTPs/${type.split(':')[0]}:S3-AnomalousBehavior`,
    blindTo: [
      'Buckets for which the trail records no data events.',
      'An intruder who does what the identity does every day on the same bucket, with the same program and from the same network.',
      'Which objects of a bucket are usual: an identity that reads one folder every day may read another one.',
      'Calls that AWS services make, and calls without credentials.',
      ...blindTo,
    ],
    falsePositives: [...falsePositives, 'Somebody who uses a bucket for the first time while travelling.'],
    respond: [
      ask,
      READ_THE_PARTS,
      'Find out from the data events which objects were affected, and what their loss or change means.',
      'If it was not them, deactivate the key or revoke the sessions of the role.',
    ],
    references: [
      {
        title: 'GuardDuty S3 Protection finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html',
      },
    ],
  });
}

/**
 * Adds the most telling buckets. The identity alone identifies the subject, so a day of many buckets is one finding.
 */
function withBuckets({ resource, role }: Subject, codes: readonly string[], place: BucketPlace): Subject {
  const names = new Set(
    codes.map((code) => parseObjectCall(parseCode(code).name).bucket).filter((name) => name !== ''),
  );
  const s3BucketDetails = Array.from(names, (name) => ({ name, arn: bucketArn(name, place) }));
  return { role, resource: { ...resource, s3BucketDetails } };
}

function bucketsIn({ resource: { s3BucketDetails = [] } }: Subject): string {
  const names = s3BucketDetails.map(({ name }) => name);
  return names.length === 1 ? `bucket ${names[0]}` : `buckets ${enumerated(names)}`;
}

function aboutIdentityAtBuckets(record: CloudTrailRecord): Subject | undefined {
  const identity = aboutIdentity(record);
  return identity && { ...identity, resource: { ...identity.resource, resourceType: 'S3Bucket' } };
}

/** An act of a story: the day, the call, the bucket, the number of objects, and overrides of the record. */
interface Visit {
  readonly day: number;
  readonly call: string;
  readonly bucket: string;
  readonly objects?: number;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** A story of days, each judged by those before it. Day 0 is 2026-03-01. */
export function objectDays(...deeds: readonly Visit[]): Example {
  const records = deeds.flatMap(({ day, call, bucket, objects = 1, overrides }) =>
    Array.from({ length: objects }, (_, i) =>
      bucketCall({
        eventName: call,
        eventTime: new Date(Date.UTC(2026, 2, 1 + day, 10, 0, i)).toISOString().replace('.000', ''),
        requestParameters: { bucketName: bucket, key: `report-${i}.csv` },
        ...overrides,
      }),
    ),
  );
  return { learned: new Set(deeds.map(({ day }) => day)).size > 1 ? 'days-before' : 'nothing', records };
}

/** The same act on each of days 0 to 19, the days that `TODAY` is judged by. */
export function everyDay(deed: Omit<Visit, 'day'>): readonly Visit[] {
  return Array.from({ length: 20 }, (_, day) => ({ ...deed, day }));
}

/** The day that stories judge. Day 20 is empty: the day just before the judged one does not count as known yet. */
export const TODAY = 21;

/** Overrides: alice's key, from a network and with a program that are new for her. */
export const FROM_ELSEWHERE = {
  userIdentity: iamUser(),
  sourceIPAddress: '203.0.113.77',
  userAgent: 'rclone/v1.66.0',
};

/** A story of `FROM_ELSEWHERE`, which also tells of the key: that it is used from there at all. */
export function withKeyElsewhere(story: Example): Example {
  return { ...story, also: ['UnauthorizedAccess:IAMUser/KeyUsedElsewhere'] };
}

/** A story of alice, whom the owners know to do such work. */
export function withPurpose(purpose: Purpose, story: Example): Example {
  return {
    ...story,
    known: [{ who: 'arn:aws:iam::*:user/alice', purposes: [purpose], because: 'Does this every year.' }],
  };
}

/** Overrides: a function of the account, from within its VPC. */
export const BY_A_FUNCTION = {
  userIdentity: functionSession(),
  sourceIPAddress: '10.0.3.7',
  userAgent: 'Boto3/1.34.0 Python/3.11',
};

/** Overrides: a session of a role that others share. */
export const OF_A_ROLE = { userIdentity: roleSession('nightly', 'Reporting') };
