import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { aboutBucket } from './bucket.ts';
import type { CallerList } from './caller-lists.ts';
import { addressMatches, addressOn, onList } from './lists.ts';
import { ANONYMOUS, bucketCall } from './s3-example.ts';
import { graveCalls, isS3, isTelling, S3_CALLS, severityOfCalls } from './s3-calls.ts';
import { capitalized, enumerated } from './wording.ts';

/** A way to misuse a bucket, as finding types divide them. */
interface Tactic {
  readonly purpose: 'Discovery' | 'Exfiltration' | 'Impact' | 'UnauthorizedAccess';
  readonly calls: readonly string[];
  /** Stands between "Objects of a bucket were" and "from …"; `did` is the active form: "looked through bucket …". */
  readonly done: string;
  readonly did: string;
  /** The same of calls that all failed: "tried to look through bucket …". */
  readonly tried: string;
  readonly why: string;
  readonly attack: readonly string[];
  readonly severity: (list: CallerList) => SeverityLabel;
  readonly respond: string;
  readonly fires: Stories;
  readonly quiet: Stories;
}
type Stories = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `<Purpose>:S3/…`: calls of the tactic on objects of a bucket from an address on the list. */
export function bucketCalls(tactic: Tactic, list: CallerList): AnyDetector {
  const { purpose, calls, done, did, tried, severity } = tactic;
  return defineDetector({
    type: `${purpose}:S3/${list.family}`,
    title: `Objects of a bucket were ${done} from ${list.from}`,
    why: `${tactic.why} ${list.why}`,
    asks: `Were objects of a bucket ${done} from ${list.from}?`,
    severity: severityOfCalls(severity(list)),
    attack: [...tactic.attack, ...list.attack],
    needs: [list.category],

    from: cloudtrail(...calls),
    where: {
      eventSource: isS3,
      sourceIPAddress: addressOn(list.category),
    },
    and: isTelling,
    about: aboutBucket,
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
      grave: graveCalls(t),
      answered: t.count(({ errorCode }) => succeeded(errorCode)),
    }),

    explain: ({ subject, count, tallies }, look) =>
      `${capitalized(callerOf(subject.resource))} ${tallies.answered > 0 ? did : tried} bucket ${subject.resource.id}: ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, ${onList(list.category, tallies.addresses, look)}.`,
    lists: ({ tallies }, look) => addressMatches(tallies.addresses, list.category, look),
    asff: `TTPs/${purpose}:S3-${list.family}`,
    blindTo: [
      'Buckets without data events in the trail.',
      ...list.blindTo,
      'Callers without credentials of the organization who were refused: strangers try bucket names all the time.',
    ],
    falsePositives: [
      ...list.falsePositives,
      'A public bucket, which anybody may read from anywhere: the severity is Low unless something is changed.',
    ],
    respond: [
      ...list.respond,
      'Check whether the bucket is meant to be public; if so, anybody may read it, and the finding can be suppressed.',
      'If credentials were used, ask their owner, and disable them if it was not them.',
      tactic.respond,
    ],
    references: [
      {
        title: 'GuardDuty S3 Protection finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html',
      },
    ],
    examples: {
      fires: stories(list, tactic.fires),
      quiet: {
        ...stories(list, tactic.quiet),
        'from an address on no list': () => listed(list, { eventName: calls[0], sourceIPAddress: '198.51.100.8' }),
        'a service calls': () => listed(list, { eventName: calls[0], sourceIPAddress: 'cloudfront.amazonaws.com' }),
        'a refused stranger': () =>
          listed(list, { eventName: calls[0], userIdentity: ANONYMOUS, errorCode: 'AccessDenied' }),
      },
    },
  });
}

const LISTED = {
  'objects are listed': {},
  'denied, but with credentials of the organization': { errorCode: 'AccessDenied' },
  'an anonymous caller whom the bucket allows': { eventName: 'HeadObject', userIdentity: ANONYMOUS },
  'all versions, over IPv6': { eventName: 'ListObjectVersions', sourceIPAddress: '2001:db8::7' },
  'through an access point, which leads to the bucket behind it': {
    requestParameters: {
      bucketName: 'arn:aws:s3:us-east-1:111122223333:accesspoint/readers',
      Host: 'readers-111122223333.s3-accesspoint.us-east-1.amazonaws.com',
    },
    resources: [
      { type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::invoices/' },
      { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::invoices', accountId: '111122223333' },
      { type: 'AWS::S3::AccessPoint', ARN: 'arn:aws:s3:us-east-1:111122223333:accesspoint/readers' },
    ],
  },
} satisfies Stories;
const READ = {
  'an object is read': { eventName: 'GetObject' },
  'an anonymous caller reads a page': { eventName: 'GetObject', userIdentity: ANONYMOUS },
  'a query over an object': { eventName: 'SelectObjectContent', sourceIPAddress: '2001:db8::7' },
  'an object is copied, which concerns the source bucket': {
    eventName: 'CopyObject',
    requestParameters: { bucketName: 'elsewhere', key: 'a.csv', 'x-amz-copy-source': 'invoices/a.csv' },
  },
} satisfies Stories;
const CHANGED = {
  'an object is written': { eventName: 'PutObject' },
  'many objects are deleted in one call': {
    eventName: 'DeleteObjects',
    requestParameters: { bucketName: 'invoices', delete: '' },
  },
  'a large object is uploaded in parts, over IPv6': {
    eventName: 'CompleteMultipartUpload',
    sourceIPAddress: '2001:db8::7',
  },
  'an anonymous caller writes': { eventName: 'PutObject', userIdentity: ANONYMOUS },
  'a call to open an object is denied': { eventName: 'PutObjectAcl', errorCode: 'AccessDenied' },
} satisfies Stories;

export const DISCOVERY: Tactic = {
  purpose: 'Discovery',
  calls: S3_CALLS.discovery,
  done: 'listed',
  did: 'looked through',
  tried: 'tried to look through',
  why: 'Attackers look through buckets to find data that is worth stealing.',
  attack: ['T1619'],
  severity: ({ category }) => (category === 'tor-exit' ? 'Medium' : 'High'),
  respond: 'Look for GetObject calls from the same addresses.',
  fires: LISTED,
  quiet: {
    'an object is read, which another finding type reports': READ['an object is read'],
    'buckets are listed, which is a management call': {
      eventName: 'ListBuckets',
      requestParameters: null,
      eventCategory: 'Management',
    },
  },
};

export const EXFILTRATION: Tactic = {
  purpose: 'Exfiltration',
  calls: S3_CALLS.exfiltration,
  done: 'read',
  did: 'read objects of',
  tried: 'tried to read objects of',
  why: 'Attackers copy the contents of buckets to steal data.',
  attack: ['T1530'],
  severity: () => 'High',
  respond: 'Find out from the data events which objects were read, and what their loss means.',
  fires: READ,
  quiet: {
    'objects are listed, which another finding type reports': LISTED['objects are listed'],
    'an object is written, which another finding type reports': CHANGED['an object is written'],
  },
};

export const IMPACT: Tactic = {
  purpose: 'Impact',
  calls: S3_CALLS.impact,
  done: 'changed or deleted',
  did: 'changed or deleted objects of',
  tried: 'tried to change or delete objects of',
  why: 'Attackers change or delete the contents of buckets, or open them to others.',
  attack: ['T1485', 'T1565.001'],
  severity: () => 'High',
  respond: 'Restore what was changed from earlier versions or a backup, and revoke any access that was granted.',
  fires: CHANGED,
  quiet: {
    'objects are listed, which another finding type reports': LISTED['objects are listed'],
    'an object is read, which another finding type reports': READ['an object is read'],
  },
};

/** For lists that do not say what their addresses are known for: every call beyond looking through a bucket. */
export const ACCESS: Tactic = {
  purpose: 'UnauthorizedAccess',
  calls: [...S3_CALLS.exfiltration, ...S3_CALLS.impact],
  done: 'read or changed',
  did: 'read or changed objects of',
  tried: 'tried to read or change objects of',
  why: 'Attackers steal the contents of buckets, or change and delete them.',
  attack: ['T1530', 'T1485'],
  severity: () => 'High',
  respond: 'Find out from the data events what was read, and restore what was changed.',
  fires: { ...READ, ...CHANGED },
  quiet: { 'objects are listed, which another finding type reports': LISTED['objects are listed'] },
};

function stories(list: CallerList, told: Stories): Readonly<Record<string, () => Example>> {
  return Object.fromEntries(Object.entries(told).map(([name, overrides]) => [name, () => listed(list, overrides)]));
}

function listed({ category }: CallerList, overrides: Readonly<Record<string, unknown>>): Example {
  return { records: [bucketCall(overrides)], lists: { [category]: ['198.51.100.7', '2001:db8::7'] } };
}
