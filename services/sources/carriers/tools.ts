import { isPlain } from '../plain.ts';
import { listCarrier, memberCarrier, type Carrier } from './carrier.ts';

/** Members and columns in which log shippers and search tools keep the original text. */
export const TEXT_MEMBERS = [
  'message',
  '@message',
  '_raw',
  'event.original',
  'CloudTrailEvent',
  'eventJson',
  'log',
] as const;

/** Export formats of other tools. Their member names are common, so AWS's own carriers are tried first. */
export const TOOL_CARRIERS: readonly Carrier[] = [
  {
    name: 'an answer of Elasticsearch',
    open: ({ hits }) => (isPlain(hits) && Array.isArray(hits['hits']) ? { items: hits['hits'] } : undefined),
  },
  memberCarrier('a document of Elasticsearch', '_source'),
  memberCarrier('an event of Elastic', 'event.original'),
  memberCarrier('an event of Splunk', '_raw'),
  memberCarrier('a result of Splunk', 'result'),
  memberCarrier('an event of a log group', 'message'),
  memberCarrier('an event of a log shipper', 'log'),
  memberCarrier('an event of a collector', 'event'),
  listCarrier('a list of logs', 'logs'),
  listCarrier('logs of OpenTelemetry', 'resourceLogs'),
  listCarrier('logs of OpenTelemetry', 'scopeLogs'),
  listCarrier('logs of OpenTelemetry', 'logRecords'),
  memberCarrier('a log of OpenTelemetry', 'body.stringValue'),
  memberCarrier('an archived log of Datadog', 'attributes', {
    is: ({ service, source }) => typeof service === 'string' && typeof source === 'string',
  }),
];
