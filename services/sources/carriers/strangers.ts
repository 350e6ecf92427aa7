import { isPlain, type Plain } from '../plain.ts';
import { noteOfStream, OTHER_STREAM } from './control-plane.ts';

/** Recognizable data that lies among logs without containing records of any source. */
export interface Stranger {
  /** A sentence that names it, and says where to look instead, if possible. */
  readonly note: string;
  is(value: Plain): boolean;
}

/** The first entry that matches a value. */
export function strangerOf(value: Plain): Stranger | undefined {
  return STRANGERS.find(({ is }) => is(value));
}

const has =
  (...members: readonly string[]) =>
  (value: Plain): boolean =>
    members.every((member) => value[member] !== undefined);

/**
 * The sender of an event, as in events for Lambda: `aws:s3`, `minio:s3`. In CloudTrail's events this member is a host
 * name.
 */
function sender(value: Plain): string {
  const source = value['eventSource'] ?? value['EventSource'];
  return typeof source === 'string' ? source : '';
}

/** The note for events whose sender shows that they are not CloudTrail's. */
export function senderNote(value: Plain): string | undefined {
  const source = sender(value);
  return /^[a-z]+:[\w-]{1,40}$/.test(source)
    ? `Events that ${source} sent to a function: no events of CloudTrail.`
    : undefined;
}

/** Names a log of another service whose records are lines of text, by its beginning. */
export function strangeTextNote(beginning: string): string | undefined {
  return STRANGE_TEXTS.find(({ begins }) => begins.test(beginning))?.note;
}

/** "Amazon S3 server access log format", and the pages of the other services on their logs. */
const STRANGE_TEXTS: readonly { readonly note: string; readonly begins: RegExp }[] = [
  {
    note: 'Server access logs of S3: no detector asks about them. Data events of CloudTrail tell the same, and are read.',
    begins: /^[0-9a-f]{64} [\w.-]{3,63} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/,
  },
  {
    note: 'Logs of CloudFront: no detector asks about them.',
    begins: /^#Version: 1\.0\r?\n#Fields: date time x-edge-location\b/,
  },
  {
    note: 'Logs of a load balancer: no detector asks about them.',
    begins: /^(?:https?|h2|grpcs?|wss?|tls \d\.\d) \d{4}-\d\d-\d\dT[\d:.]{8,20}Z? (?:app|net)\//,
  },
  {
    // "Access logs for your Classic Load Balancer": the name, the client, the instance, three times and two codes.
    note: 'Logs of a load balancer: no detector asks about them.',
    begins: /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z [\w-]{1,32} [\da-f.:]+:\d+ \S{1,50} (?:-?[\d.]{1,20} ){3}(?:\d{3}|-) /,
  },
  {
    note: 'Queries to public hosted zones of Route 53: they are others’ queries, and no detector asks about them.',
    begins: /^1\.0 \d{4}-\d\d-\d\dT[\d:.]{8,20}Z Z[0-9A-Z]{1,31} /,
  },
];

/** The most specific tests come first. Names are those of the services' own documentation. */
const STRANGERS: readonly Stranger[] = [
  {
    note: 'A digest: hashes of log files, to prove them unchanged. It holds no events.',
    is: (value) => Array.isArray(value['logFiles']) && typeof value['digestS3Bucket'] === 'string',
  },
  {
    // Insights events have no `eventName` at the top level, unlike other events.
    note: 'CloudTrail Insights: what AWS found unusual. They are no events.',
    is: (value) => value['eventType'] === 'AwsCloudTrailInsight',
  },
  {
    note: 'A message by which CloudWatch Logs tries a subscription. It holds no records.',
    is: (value) => value['messageType'] === 'CONTROL_MESSAGE',
  },
  {
    note: 'S3 event notifications: they announce objects and hold none of their records. Scan the objects that they name.',
    is: (value) =>
      (isPlain(value['s3']) && sender(value).endsWith(':s3')) ||
      value['Event'] === 's3:TestEvent' ||
      (value['detail-type'] !== undefined &&
        value['source'] === 'aws.s3' &&
        isPlain(value['detail']) &&
        has('bucket')(value['detail'])),
  },
  {
    note: 'Notifications that CloudTrail delivered log files: they hold no events. Scan the files that they name.',
    is: has('s3Bucket', 's3ObjectKey'),
  },
  {
    note: 'Changes of DynamoDB tables (DynamoDB Streams): no events of CloudTrail.',
    is: (value) => isPlain(value['dynamodb']),
  },
  {
    note: 'Events of SES (Simple Email Service): they tell of mail, and are no events of CloudTrail.',
    is: (value) =>
      isPlain(value['ses']) ||
      (isPlain(value['mail']) && has('notificationType')(value)) ||
      (isPlain(value['mail']) && has('eventType')(value)),
  },
  { note: 'Events of CodePipeline: no events of CloudTrail.', is: has('CodePipeline.job') },
  { note: 'Events of CodeCommit: no events of CloudTrail.', is: (value) => isPlain(value['codecommit']) },
  { note: 'Events of CloudFront for Lambda@Edge: no events of CloudTrail.', is: (value) => isPlain(value['cf']) },
  {
    note: 'AWS Config: it tells how resources are configured, and its items are no events of CloudTrail.',
    is: (value) =>
      has('configurationItem')(value) ||
      has('configurationItemSummary')(value) ||
      has('configSnapshotId')(value) ||
      has('invokingEvent')(value) ||
      has('configurationItemCaptureTime', 'resourceType')(value) ||
      (typeof value['messageType'] === 'string' &&
        /^(?:Configuration|ComplianceChange|ScheduledNotification|OversizedConfiguration)/.test(value['messageType'])),
  },
  {
    note: 'Events of AWS IoT: no events of CloudTrail.',
    is: (value) =>
      (typeof value['eventType'] === 'string' && value['eventType'].endsWith('_EVENT') && has('operation')(value)) ||
      has('clickType', 'serialNumber')(value) ||
      has('clientId', 'eventType', 'principalIdentifier')(value),
  },
  { note: 'Alarms of CloudWatch: no events of CloudTrail.', is: has('AlarmName', 'NewStateValue') },
  { note: 'Notifications of EC2 Auto Scaling: no events of CloudTrail.', is: has('AutoScalingGroupName', 'Event') },
  {
    note: 'Requests of CloudFormation for a custom resource: no events of CloudTrail.',
    is: has('RequestType', 'LogicalResourceId', 'StackId'),
  },
  {
    note: 'Findings of GuardDuty: they are what detection makes, not what it reads.',
    is: (value) => isPlain(value['service']) && value['service']['serviceName'] === 'guardduty',
  },
  {
    note: 'Findings in the format of Security Hub: they are what detection makes, not what it reads.',
    is: has('ProductArn', 'GeneratorId'),
  },
  {
    note: OTHER_STREAM,
    is: (value) => noteOfStream(value['logStreamName'] ?? value['@logStream']) !== undefined,
  },
  { note: 'Logs of AWS WAF: no detector asks about them.', is: has('webaclId', 'httpRequest') },
  {
    note: 'Logs of Network Firewall: no detector asks about them.',
    is: (value) => has('firewall_name', 'event_timestamp')(value),
  },
  {
    note: 'Events of the schema OCSF, as Security Lake keeps them: scan the logs that they were made of.',
    is: has('class_uid', 'category_uid'),
  },
  {
    note: 'The manifest of an S3 Inventory: it lists the objects of a bucket, and holds no records.',
    is: has('sourceBucket', 'destinationBucket', 'fileSchema'),
  },
  {
    note: 'A message that confirms a subscription to an SNS topic. It holds no records.',
    is: (value) => value['Type'] === 'SubscriptionConfirmation' || value['Type'] === 'UnsubscribeConfirmation',
  },
  {
    note: 'EventBridge events by which a service of AWS tells of itself: no events of CloudTrail.',
    is: ({ source, detail, 'detail-type': type }) =>
      typeof type === 'string' &&
      !type.endsWith('via CloudTrail') &&
      typeof source === 'string' &&
      source.startsWith('aws.') &&
      isPlain(detail) &&
      detail['eventName'] === undefined &&
      strangerOf(detail) === undefined,
  },
];
