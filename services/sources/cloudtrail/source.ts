import { defineSource } from '../log-source.ts';
import { parseTime } from '../time.ts';
import { apiCall } from './api-call.ts';
import { CALLER } from './caller-kind.ts';
import { CloudTrailEvent, EVENT_MEMBERS, EVENT_TEXTS } from './event.ts';
import type { CloudTrailFields, CloudTrailRecord } from './record.ts';

/** Other data that CloudTrail delivers, into folders next to that of the events ("CloudTrail log file locations"). */
const BESIDE: Readonly<Record<string, string>> = {
  'CloudTrail-Digest': 'A digest: hashes of log files, to prove them unchanged. It holds no events.',
  'CloudTrail-Insight': 'CloudTrail Insights: what AWS found unusual. They are no events.',
  'CloudTrail-NetworkActivity': 'Network activity events: traffic of VPC endpoints. No detector asks about them.',
  'CloudTrail-Aggregated': 'Aggregated data events: sums over five minutes. The events themselves are not in them.',
};

/** AWS CloudTrail: management and data events. */
const cloudtrail = defineSource<CloudTrailRecord, CloudTrailFields>({
  name: 'cloudtrail',
  route: 'eventName',
  remote: 'sourceIPAddress',
  remoteIs: 'address',
  // An identity acts in every Region, and a console sign-in is logged in the Region of its endpoint.
  partition: 'account',
  identified: true,
  originsMax: 100,
  label: 'CloudTrail',
  records: 'CloudTrail events',
  delivery: {
    layout: { service: 'CloudTrail', below: 'region', beside: BESIDE, digests: 'CloudTrail-Digest' },
    // Every trail has the same events.
    needed: 'any',
    absent: (region) =>
      `No trail delivers the events of ${region} to S3: create an organization trail for all Regions.`,
  },
  action: apiCall,
  text: ({ records }) => `${JSON.stringify({ Records: records })}\n`,
  scaffold: {
    suits: ({ resource }) => resource === 'IAMUser' || resource === 'S3',
    begin({ resource }) {
      const bucket = resource === 'S3';
      return {
        uses: {
          example: 'event',
          record: 'cloudtrail',
          kit: bucket ? ['bucket', 'aboutBucket'] : ['access-key', 'aboutAccessKey'],
        },
        from: 'cloudtrail()',
        about: bucket ? 'aboutBucket' : 'aboutAccessKey',
        record: bucket ? `event({ requestParameters: { bucketName: 'invoices' } })` : 'event()',
      };
    },
  },
  table: (columns) =>
    columns.some((name) => CSV_COLUMNS.has(name.toLowerCase().replaceAll(/[ _]/g, '')))
      ? { message: CSV_MESSAGE }
      : undefined,
  json: {
    enveloped: true,
    isRecord: (value) =>
      typeof value['eventName'] === 'string' &&
      typeof value['eventSource'] === 'string' &&
      isService(value['eventSource']) &&
      typeof value['eventTime'] === 'string' &&
      !Number.isNaN(parseTime(value['eventTime'])) &&
      OWN_MEMBERS.some((member) => value[member] !== undefined),
    telling: { field: 'eventSource', is: isService },
    time: 'eventTime',
    required: ['eventName'],
    accounts: ['recipientAccountId', 'userIdentity.accountId'],
    region: 'awsRegion',
    pass: { field: 'eventCategory', note: categoryNote },
    values: {},
    paths: {},
    lists: ['resources[]'],
    columns: {},
    combined: CALLER,
    texts: EVENT_TEXTS,
    members: EVENT_MEMBERS,
    record: (row) => new CloudTrailEvent(row),
  },
});
export default cloudtrail;

const CSV_COLUMNS: ReadonlySet<string> = new Set(['eventname', 'eventsource']);
const CSV_MESSAGE =
  'It is a CSV table of CloudTrail events, in which most of each event is missing or rewritten: download the events as JSON, or scan the files that the trail delivered.';

/** Events of other services share names with CloudTrail's; these are the members that only CloudTrail's have. */
const OWN_MEMBERS = ['eventID', 'userIdentity', 'awsRegion', 'eventType', 'recipientAccountId', 'requestParameters'];

/**
 * A host name such as `iam.amazonaws.com`. Events for functions have `aws:s3` there, and events of applications a word.
 */
function isService(eventSource: string): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+){2,}$/i.test(eventSource);
}

/** The same kinds outside their folders, recognized by `eventCategory`, which exists since event version 1.07. */
function categoryNote(eventCategory: string | undefined): string | undefined {
  if (!eventCategory || eventCategory === 'Management' || eventCategory === 'Data') return undefined;
  const known = eventCategory === 'Insight' ? 'CloudTrail-Insight' : `CloudTrail-${eventCategory}`;
  return Object.hasOwn(BESIDE, known)
    ? BESIDE[known]
    : `Events of the category "${eventCategory}". No detector asks about them.`;
}
