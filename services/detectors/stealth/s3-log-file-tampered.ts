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
  title: 'CloudTrail log files or digests were altered, replaced, forged or removed',
  why: 'Attackers who can write to a log bucket can remove what they did from the logs. CloudTrail’s signed digests prove what it delivered.',
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
      High: 'something else is in the place of what CloudTrail delivered',
      Medium: 'something that CloudTrail delivered is gone',
    },
    of: ({ tallies }) => (tallies.written > 0 ? 'High' : 'Medium'),
  },
  explain: ({ subject, count, tallies }) =>
    `In bucket ${subject.resource.id}, ${enumerated(tallies.deeds)} (${counted(count, 'object')}, such as ${tallies.names[0] ?? ''}).`,
  asff: 'TTPs/Defense Evasion/Stealth:S3-LogFileTampered',
  blindTo: [
    'Trails without log file validation, and logs of other services: nothing proves what was delivered.',
    'Whether removed files had been read before: their contents are then known. Run `vedette coverage verify --from --to` to read a time range again.',
    'Files that are found missing more than a day after delivery: a lifecycle rule does the same. `vedette coverage` names them.',
    'Who did it: only data events of the bucket show that, where a trail records them.',
    'A trail that delivers no digests at all, because validation may have been disabled: `vedette coverage` reports it.',
  ],
  falsePositives: [
    'A program that rewrites delivered files to remove names or to convert them.',
    'Somebody who cleans up a bucket within a day, or a lifecycle rule that expires everything before a date.',
  ],
  respond: [
    'Ask the owner of the bucket whether a program rewrites or cleans up what CloudTrail delivers there.',
    'If not, look in the data events or the access log of the bucket for who wrote or deleted the objects, and disable the credentials.',
    'Restore the delivered files from a version or a copy: they are then read, and detection runs on them.',
    'Review in Event history (90 days, independent of trails) what was done in the time that the files cover.',
    'Keep logs in a separate account, with Object Lock.',
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
      'other content appeared under the name of a proven file': () => found({ proofGap: 'object-replaced' }),
      'a digest that is not CloudTrail’s': () => found({ proofGap: 'digest-forged', key: DIGEST }),
      'a file that was altered weeks ago': () => found({ delivered: '2026-02-02T10:00:00.000Z' }),
      'a log file was missing when it was looked for': () => found({ proofGap: 'object-missing' }),
      'a digest was removed from its chain': () => found({ proofGap: 'digest-removed', key: DIGEST }),
      'a minute less than a day after delivery': () =>
        found({ proofGap: 'object-missing', delivered: '2026-03-01T12:06:00.000Z' }),
    },
    quiet: {
      'a missing file that may have expired: lifecycle rules count whole days': () =>
        found({ proofGap: 'object-missing', delivered: '2026-03-01T12:05:00.000Z' }),
      'a missing digest that may have expired': () =>
        found({ proofGap: 'digest-removed', key: DIGEST, delivered: '2026-02-20T10:00:00.000Z' }),
      'no digests arrive, because validation may be off or CloudTrail late': () =>
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
  'object-replaced': 'other content appeared under the names of log files that had been read',
  'object-missing': 'log files are missing that CloudTrail had delivered within a day',
  'digest-forged': 'digests are not CloudTrail’s',
  'digest-removed': 'digests are missing that later ones refer to',
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
