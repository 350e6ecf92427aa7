import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutWritten } from '../kits/bucket.ts';
import { member, textOf } from '../kits/parameters.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { REFUSED } from '../kits/signals.ts';
import { enumerated } from '../kits/wording.ts';

/** Words in the names of ransom notes, which tell victims what happened and where to pay. */
const SAYS =
  /(?:^|[^a-z0-9])(?:ransom|bitcoin|decrypt(?!ed)|(?:recover|restore)[_ -](?:your[_ -])?(?:files?|data)|how[_ -]?to[_ -]?(?:get|pay|restore|recover|decrypt|buy)|(?:files?|data|objects?)[_ -](?:deleted|encrypted|stolen|locked)|your[_ -](?:files?|data)|you[_ -]are[_ -]hacked|hacked)|[!#@+](?:please[_ -]?)?read[_ -]?me(?:[_ -][a-z]{1,20})?[!#@+]/i;
const IS_TEXT = /\.(?:txt|html?|md)$/i;
const OWN_KEY = 'x-amz-server-side-encryption-customer-algorithm';
/**
 * A text that relevant requests contain: searching for it costs a fraction of parsing the request, and few requests
 * match.
 */
const MAY_TELL = new RegExp(`${OWN_KEY}|\\.(?:txt|html?|md)"`, 'i');

/** Notes as attackers name them. */
const NOTES = [
  'ransom.txt',
  'a/b/bitcoin.md',
  'DECRYPT.htm',
  'recover-files.txt',
  'restore_your_data.txt',
  'recover your file.html',
  'how to get it back.txt',
  'HowToPay.txt',
  'how_to_restore.txt',
  'how-to-decrypt.txt',
  'howtobuy.txt',
  'file-encrypted.txt',
  'data_stolen.txt',
  'objects locked.txt',
  'object-deleted.txt',
  'your_file.txt',
  'Your-Data.txt',
  'you are hacked.txt',
  'HACKED.txt',
  '!readme!.txt',
  '@please-read-me.txt',
  '+READ_ME+.txt',
  '!read-me-now#.txt',
];

/** A finding keeps this many notes. */
const NOTES_SHOWN = 20;
/** Ordinary files with such words in them. */
const ORDINARY = [
  'decrypted.txt',
  'transom.txt',
  'restore.txt',
  'recover/files.txt',
  'how-to-start.txt',
  'file-list.txt',
  'yours.txt',
  'read_me.txt',
  'ransom.txt.gz',
  'ransom.csv',
  'your_data/report.txt',
];

export default defineDetector({
  type: 'Impact:S3/SessionChain.ExtortionStages',
  own: true,
  title: 'Objects of a bucket were destroyed, and a ransom note was left',
  why: 'Extortion ends with a ransom note: the attacker offers to restore the data for money.',
  asks: 'Were many objects of a bucket deleted or rewritten with a customer-provided key, and was an object left whose name reads like a ransom note?',
  severity: 'High',
  attack: ['T1485', 'T1486', 'T1491'],
  settings: {
    objects: {
      default: 20,
      because: 'People clean up a handful; a call that deletes many at once is enough by itself.',
    },
  },

  from: cloudtrail('DeleteObject', 'DeleteObjects', 'PutObject', 'CopyObject'),
  where: { eventSource: isS3, errorCode: succeeded },
  and: (record) => isDeleted(record) || (mayTell(record) && (isUnderOwnKey(record) || noteIn(record) !== undefined)),
  about: aboutWritten,
  overlapping: true,
  tally: (t) => ({
    deleted: t.distinct((record) => (isDeleted(record) ? record.id : undefined)),
    batches: t.distinct(({ eventName, id }) => (eventName === 'DeleteObjects' ? id : undefined)),
    underOwnKey: t.distinct((record) => (isUnderOwnKey(record) ? keyOf(record) : undefined)),
    notes: t.sample(noteIn),
  }),
  having: ({ tallies: { deleted, batches, underOwnKey, notes } }, { settings }) =>
    notes.length > 0 && (batches.size > 0 || deleted.size >= settings.objects || underOwnKey.size >= settings.objects),

  explain({ subject, tallies: { deleted, underOwnKey, notes } }) {
    const did = [
      ...(deleted.size > 0 ? [`objects were deleted by ${counted(deleted.size, 'call')}`] : []),
      ...(underOwnKey.size > 0
        ? [`${counted(underOwnKey.size, 'object')} were rewritten with a key that only the caller has`]
        : []),
    ];
    return `In bucket ${subject.resource.id} ${enumerated(did)}, and ${enumerated(notes)} was left.`;
  },
  asff: 'Effects/Data Destruction/Impact:S3-SessionChain.ExtortionStages',
  blindTo: [
    'Buckets for which the trail records no data events.',
    'Notes whose names say nothing, or that are sent by mail.',
    'Objects that expire by a lifecycle rule: those have a finding type of their own.',
    'Objects that were rewritten with a KMS key.',
  ],
  falsePositives: ['A delivered file that is named like a ransom note, in a bucket that is cleaned up the same day.'],
  respond: [
    'Disable the credentials at once: you may still save the remaining objects.',
    'Look for earlier versions and delete markers: where versioning was on, the objects may still exist.',
    'Keep the note and the records, and review what was read before: data may have been stolen as well.',
  ],
  references: [
    {
      title: 'Amazon S3 CloudTrail events',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html',
    },
  ],
  examples: {
    fires: {
      'one deletion after the other, and a note': () => ({ records: [...deletes(20), note('!!!READ_ME!!!.txt')] }),
      'notes of many names': () => ({ records: [...deletes(20), ...NOTES.slice(0, NOTES_SHOWN).map(note)] }),
      'notes of other names': () => ({ records: [...deletes(20), ...NOTES.slice(NOTES_SHOWN).map(note)] }),
      'many deletions in one call, after the note': () => ({
        records: [note('#RANSOM_NOTE.html'), bucketCall({ eventName: 'DeleteObjects' })],
      }),
      'rewritten with a customer-provided key': () => ({
        records: [
          ...Array.from({ length: 20 }, (_, i) => put(`${i}.csv`, { [OWN_KEY]: 'AES256' })),
          note('docs/how-to-recover.md'),
        ],
        also: ['Impact:S3/EncryptedAgainstOwner'],
      }),
    },
    quiet: {
      nineteen: () => ({ records: [...deletes(19), note('RANSOM_NOTE.txt')] }),
      'a backup that describes its restore': () => ({ records: [...deletes(60), put('2026/restore.txt')] }),
      'files whose names say something else': () => ({
        records: [...deletes(60), ...ORDINARY.map((key) => note(key))],
      }),
      'no note': () => ({ records: [...deletes(60), bucketCall({ eventName: 'DeleteObjects' }), put('README.md')] }),
      'a folder that is synchronized with another': () => ({
        records: [...deletes(60), put('docs/recovery/index.html')],
      }),
      'the note is in another bucket': () => ({
        records: [...deletes(60), put('RANSOM_NOTE.txt', { bucketName: 'notes' })],
      }),
      'the note was refused': () => ({ records: [...deletes(60), { ...note('RANSOM_NOTE.txt'), ...REFUSED }] }),
      'only a note, and a program that brings its own key': () => ({
        records: [note('RANSOM_NOTE.txt'), put('a.csv', { [OWN_KEY]: 'AES256' })],
      }),
    },
  },
});

function isDeleted({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'DeleteObject' || eventName === 'DeleteObjects';
}

function mayTell(record: CloudTrailRecord): boolean {
  return !(record instanceof CloudTrailEvent) || record.mayHave(MAY_TELL, 'requestParameters');
}

function isUnderOwnKey(record: CloudTrailRecord): boolean {
  return !isDeleted(record) && member(record.requestParameters, OWN_KEY) !== undefined;
}

function keyOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['key']);
}

function noteIn(record: CloudTrailRecord): string | undefined {
  const key = isDeleted(record) ? undefined : keyOf(record);
  if (key === undefined || !IS_TEXT.test(key)) return undefined;
  return SAYS.test(key.slice(key.lastIndexOf('/') + 1)) ? key : undefined;
}

function deletes(count: number): readonly object[] {
  return Array.from({ length: count }, (_, i) =>
    bucketCall({ eventName: 'DeleteObject', requestParameters: { bucketName: 'invoices', key: `${i}.csv` } }),
  );
}

function put(key: string, asks: object = {}): object {
  return bucketCall({ eventName: 'PutObject', requestParameters: { bucketName: 'invoices', key, ...asks } });
}

function note(key: string): object {
  return put(key);
}
