import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { days } from '#services/model/time.ts';
import { proof } from '#services/sources/cloudtrail-digest/example.ts';
import type { Proof } from '#services/sources/cloudtrail-digest/proof.ts';
import { cloudtrailDigest, type DigestRecord } from '#services/sources/cloudtrail-digest/record.ts';
import { aboutLogBucket } from '../kits/log-bucket.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:S3/LogFileTampered',
  own: true,
  title: 'Log files of CloudTrail, or its digests, were altered, replaced, forged or removed',
  why: 'Who can write to a log bucket can take out of the logs what he did, and no call of his stands in what is left. CloudTrail signs what it delivered.',
  asks: 'Do the digests of CloudTrail prove that a log file or a digest is not as it was delivered, or was removed within a day?',
  attack: ['T1070', 'T1565.001'],

  from: cloudtrailDigest('object-altered', 'object-replaced', 'digest-forged', 'object-missing', 'digest-removed'),
  and: (record) => !isGone(record) || record.time - record.delivered < EXPIRES_MS,
  about: aboutLogBucket,
  tally: (t) => ({
    deeds: t.sample((record) => DEEDS[record.kind]),
    names: t.sample((record) => record.key),
    written: t.count((record) => !isGone(record)),
  }),

  severity: {
    when: {
      High: 'something stands in the place of what CloudTrail delivered',
      Medium: 'what CloudTrail delivered is gone',
    },
    of: ({ tallies }) => (tallies.written > 0 ? 'High' : 'Medium'),
  },
  explain: ({ subject, count, tallies }) =>
    `In bucket ${subject.resource.id}, ${enumerated(tallies.deeds)} (${counted(count, 'object')}, such as ${tallies.names[0] ?? ''}).`,
  asff: 'TTPs/Defense Evasion/Stealth:S3-LogFileTampered',
  blindTo: [
    'Trails without log file validation, and logs of other services: nothing proves what was delivered.',
    'Files that were read before they were removed. What they told is known; vedette coverage verify --from --to reads a time again.',
    'What was removed and is missed more than a day after it was delivered: a lifecycle rule does the same. vedette coverage names it.',
    'Who did it: data events of the bucket tell, where a trail has them.',
    'A trail whose digests stay away altogether, which vedette coverage tells of: validation may have been switched off.',
  ],
  falsePositives: [
    'A program that rewrites delivered files, to take out names or to make columns of them.',
    'Somebody who clears a bucket away within a day, or a rule that lets all before a date expire.',
  ],
  respond: [
    'Ask the owner of the bucket whether a program rewrites or clears away what CloudTrail delivers there.',
    'If not, look in the data events of the bucket, or in its access log, for who wrote or deleted the objects, and disable the credentials.',
    'Restore what was delivered from a version or a copy: it is read then, and what it tells is found.',
    'Look in Event history (90 days, independent of trails) at what was done in the time that the files are about.',
    'Keep logs in an account of their own, under object lock.',
  ],
  references: [
    {
      title: 'Validating CloudTrail log file integrity',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
    },
    {
      title: 'Setting an S3 Lifecycle configuration: when objects expire',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html',
    },
  ],
  examples: {
    fires: {
      'a log file was altered': () => found(),
      'other content came under the key of one that was proved': () => found({ proofGap: 'object-replaced' }),
      'a digest is none of CloudTrail’s': () => found({ proofGap: 'digest-forged', key: DIGEST }),
      'one was altered weeks ago': () => found({ delivered: '2026-02-02T10:00:00.000Z' }),
      'a log file was gone when it was looked for': () => found({ proofGap: 'object-missing' }),
      'a digest was removed from its chain': () => found({ proofGap: 'digest-removed', key: DIGEST }),
      'a minute less than a day after it was delivered': () =>
        found({ proofGap: 'object-missing', delivered: '2026-03-01T12:06:00.000Z' }),
    },
    quiet: {
      'what is gone may have expired: lifecycle rules count whole days': () =>
        found({ proofGap: 'object-missing', delivered: '2026-03-01T12:05:00.000Z' }),
      'a digest that may have expired': () =>
        found({ proofGap: 'digest-removed', key: DIGEST, delivered: '2026-02-20T10:00:00.000Z' }),
      'digests stay away: validation may be off, or CloudTrail be late': () =>
        found({ proofGap: 'digest-missing', key: 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/main_us-east-1' }),
    },
  },
});

/**
 * Lifecycle rules count days from the creation of an object, and round up to the next midnight: nothing expires
 * earlier.
 */
const EXPIRES_MS = days(1);

const DEEDS = {
  'object-altered': 'log files are not what CloudTrail delivered',
  'object-replaced': 'other content came under the names of log files that had been read',
  'object-missing': 'log files are gone that CloudTrail had delivered within a day',
  'digest-forged': 'digests are not CloudTrail’s',
  'digest-removed': 'digests are gone that others go on from',
  'digest-missing': undefined,
} as const;

function isGone({ kind }: DigestRecord): boolean {
  return kind === 'object-missing' || kind === 'digest-removed';
}

const DIGEST =
  'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/02/111122223333_CloudTrail-Digest_us-east-1_main_us-east-1_20260302T100000Z.json.gz';

function found(overrides: Partial<Proof> = {}) {
  return { records: [proof(overrides)] };
}
