import { isAccount, isRegion, type Whereabouts } from '../home.ts';
import { isPlain, type Plain } from '../plain.ts';
import { fromBase64, listCarrier, memberCarrier, type Carrier } from './carrier.ts';
import { noteOfStream } from './control-plane.ts';

/** Carriers of AWS's own services, recognized by the members that each service documents. */
export const AWS_CARRIERS: readonly Carrier[] = [
  {
    name: 'a subscription of CloudWatch Logs',
    open({ logEvents, owner, logGroup, logStream }) {
      if (!Array.isArray(logEvents)) return undefined;
      const note = noteOfStream(logStream);
      return {
        items: logEvents,
        home: { ...homeOf(owner), ...groupNamed(logGroup) },
        ...(note !== undefined && { note }),
      };
    },
  },
  memberCarrier('a subscription of CloudWatch Logs for Lambda', 'awslogs.data'),
  listCarrier('an answer of CloudWatch Logs', 'events'),
  {
    name: 'an answer of CloudWatch Logs Insights',
    open: ({ results }) => (Array.isArray(results) ? { items: results.map(fromFields) } : undefined),
  },
  memberCarrier('a row of CloudWatch Logs Insights', '@message', {
    homeOf: (row) => whereOfGroup(row['@log']),
  }),
  {
    name: 'an EventBridge event',
    open(value) {
      const { detail, account, region } = value;
      // Rules that rewrite events sometimes pass their detail as a text.
      if (!isPlain(detail) && !(typeof detail === 'string' && detail.startsWith('{'))) return undefined;
      const type = value['detail-type'];
      const name = typeof type === 'string' ? `an EventBridge event "${type.slice(0, NAME_MAX)}"` : undefined;
      return { items: [detail], home: homeOf(account, region), ...(name !== undefined && { name }) };
    },
  },
  memberCarrier('an answer of DownloadDBLogFilePortion', 'LogFileData'),
  memberCarrier('an answer of LookupEvents', 'CloudTrailEvent'),
  listCarrier('an answer of LookupEvents', 'Events'),
  {
    name: 'an answer of CloudTrail Lake',
    open: ({ QueryResultRows: rows }) => (Array.isArray(rows) ? { items: rows.map(fromCells) } : undefined),
  },
  memberCarrier('a row of CloudTrail Lake', 'eventJson'),
  memberCarrier('an SNS notification', 'Message', {
    is: ({ Type, TopicArn }) => Type === 'Notification' || typeof TopicArn === 'string',
    homeOf: ({ TopicArn }) => homeOf(undefined, regionOfArn(TopicArn)),
  }),
  memberCarrier('an SNS notification for Lambda', 'Sns'),
  listCarrier('an answer of ReceiveMessage', 'Messages'),
  memberCarrier('an SQS message', 'Body'),
  {
    name: 'an SQS message for Lambda',
    open({ body, isBase64Encoded, awsRegion }) {
      if (typeof body !== 'string') return undefined;
      return { items: [isBase64Encoded === true ? fromBase64(body) : body], home: homeOf(undefined, awsRegion) };
    },
  },
  {
    name: 'a Kinesis record for Lambda',
    open: ({ kinesis, awsRegion }) =>
      isPlain(kinesis) && 'data' in kinesis
        ? { items: [fromBase64(kinesis['data'])], home: homeOf(undefined, awsRegion) }
        : undefined,
  },
  {
    name: 'a Kinesis record',
    open: ({ Data, SequenceNumber }) =>
      typeof Data === 'string' && SequenceNumber !== undefined ? { items: [fromBase64(Data)] } : undefined,
  },
  {
    name: 'a Firehose record',
    open: ({ data }) => (typeof data === 'string' ? { items: [fromBase64(data)] } : undefined),
  },
  {
    name: 'records of Kafka for Lambda',
    open: ({ records, eventSource }) =>
      isPlain(records) && typeof eventSource === 'string'
        ? {
            items: Object.values(records)
              .flat()
              .map((one) => (isPlain(one) ? fromBase64(one['value']) : one)),
          }
        : undefined,
  },
  {
    name: 'a record that Firehose could not deliver',
    open: ({ rawData }) => (typeof rawData === 'string' ? { items: [fromBase64(rawData)] } : undefined),
  },
  {
    name: 'a list of audit events of Kubernetes',
    open: ({ kind, items }) => (kind === 'EventList' && Array.isArray(items) ? { items } : undefined),
  },
  listCarrier('a request of PutEvents', 'Entries'),
  memberCarrier('an entry of PutEvents', 'Detail', { is: ({ DetailType }) => typeof DetailType === 'string' }),
  memberCarrier('what Lambda sends on of a function', 'requestPayload', {
    is: ({ requestContext }) => isPlain(requestContext),
  }),
  memberCarrier('an update of Live Tail', 'sessionUpdate'),
  listCarrier('an update of Live Tail', 'sessionResults'),
  listCarrier('records of Firehose', 'records', ({ region }) => homeOf(undefined, region)),
  listCarrier('an envelope of records', 'Records'),
];

const NAME_MAX = 80;

/** Ignores values that cannot be an account or a Region. */
function homeOf(accountId: unknown, region?: unknown): Partial<Whereabouts> {
  return {
    ...(typeof accountId === 'string' && isAccount(accountId) && { accountId }),
    ...(typeof region === 'string' && isRegion(region) && { region }),
  };
}

function groupNamed(logGroup: unknown): Partial<Whereabouts> {
  return typeof logGroup === 'string' && logGroup !== '' ? { logGroup } : {};
}

/** Insights names a log group with its account: `111122223333:/aws/vpc/flow`. */
function whereOfGroup(group: unknown): Partial<Whereabouts> {
  const [account, name] = typeof group === 'string' ? group.split(':', 2) : [];
  return { ...homeOf(account), ...groupNamed(name) };
}

/** The Region of a topic's ARN, which is that of the records; the account may differ. */
function regionOfArn(arn: unknown): unknown {
  return typeof arn === 'string' ? arn.split(':', 4)[3] : undefined;
}

/** `[{"field":"@message","value":"…"},…]`, a row in the format of GetQueryResults. */
function fromFields(row: unknown): unknown {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(
    row.flatMap((cell: unknown) => (isPlain(cell) ? [[String(cell['field']), cell['value']]] : [])),
  );
}

/** `[{"eventJson":"…"},…]`, a row in the format of CloudTrail Lake. */
function fromCells(row: unknown): unknown {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(
    row.filter((cell: unknown): cell is Plain => isPlain(cell)).flatMap((cell) => Object.entries(cell)),
  );
}
