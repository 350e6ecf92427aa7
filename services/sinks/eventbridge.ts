import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import { describesBus, putEvents, type EventEntry, type EventRefusal } from '#services/aws/event-bridge.ts';
import type { Document, Receipt } from '#services/model/delivery.ts';
import { FAILURES } from '#services/model/failure.ts';
import { hours, minutes } from '#services/model/time.ts';
import { inBatches } from './kits/batches.ts';
import { defineSink } from './kits/define-sink.ts';

/**
 * Limits of PutEvents, from "PutEvents" and "Calculating PutEvents event entry size" in the Amazon EventBridge
 * documentation. These hold everywhere, even where AWS now permits larger requests.
 */
const BOUNDS = { itemsMax: 10, bytesMax: 256 * 1024 };
const REQUESTS_PER_SECOND = 20;
/** Size that EventBridge counts for the time of an event. */
const TIME_BYTES = 14;

/** GuardDuty's "finding publishing frequency", and its default. */
const FREQUENCIES = { '15m': minutes(15), '1h': hours(1), '6h': hours(6) } as const;

const BUS_ARN = /^arn:[a-z-]+:events:([a-z0-9-]+):\d{12}:event-bus\/.+$/;

const settings = z.strictObject({
  bus: z
    .string()
    .regex(
      /^(arn:[a-z-]+:events:[a-z0-9-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/,
      'must be the name or the ARN of an event bus',
    )
    .exactOptional()
    .meta({
      description:
        'The event bus, by name or ARN. Rules for GuardDuty listen to `default`. Unset: no events are sent. A name means a bus in the service’s own account, in the Region of each finding; an ARN means one bus for all findings.',
    }),
  source: z
    .string()
    .regex(/^(?!aws\.)[\w./-]{1,256}$/, 'must not begin with aws., which EventBridge reserves for AWS')
    .default('vedette.guardduty')
    .meta({ description: 'The `source` of the events. Rules that match `aws.guardduty` must match this too.' }),
  updates: z.enum(['15m', '1h', '6h']).default('6h').meta({
    description:
      'How often changes of a finding are sent; new findings are sent at once. GuardDuty has the same three intervals.',
  }),
});
type Settings = z.infer<typeof settings>;

/** An event, with the data that matches its answer to its finding. */
interface Sent {
  readonly findingId: string;
  readonly entry: EventEntry;
  readonly sizeBytes: number;
}

/** Puts findings on an event bus in GuardDuty's own envelope, as the service's own account. */
export default defineSink<Settings>({
  name: 'eventbridge',
  format: () => 'guardduty',
  batchMax: 100,
  ratePerSecond: REQUESTS_PER_SECOND,
  settings,
  updateEveryMs: ({ updates }) => FREQUENCIES[updates],
  partition: ({ region }) => region,
  open: ({ bus, source }, { aws }) =>
    bus === undefined ? undefined : aws && ((batch) => deliver(aws, { bus, source }, batch)),
  async reach({ bus = '' }, { aws }) {
    const [, region] = BUS_ARN.exec(bus) ?? [];
    const client = await aws?.client(ADMINISTRATOR, region);
    if (client === undefined || (await describesBus(client, bus))) return `The event bus ${bus} is there.`;
    return `AWS does not show whether the event bus ${bus} exists. It may accept events all the same.`;
  },
});

async function deliver(
  aws: Aws,
  to: { readonly bus: string; readonly source: string },
  batch: readonly Document[],
): Promise<readonly Receipt[]> {
  const [first] = batch;
  if (first === undefined) return [];
  if (batch.some(({ region }) => region !== first.region))
    throw new Error('a batch of events holds findings of one Region');
  const [, region = first.region] = BUS_ARN.exec(to.bus) ?? [];
  // Like GuardDuty, it sends no archived findings, because rules on a bus treat every event as current activity.
  const silent = batch.filter(({ body }) => isArchived(body));
  const sent = batch.filter((document) => !silent.includes(document)).map((document) => sentOf(document, to));
  const small = sent.filter(({ sizeBytes }) => sizeBytes <= BOUNDS.bytesMax);
  const receipts: Receipt[] = [
    ...silent.map(({ findingId }) => ({ findingId, outcome: 'withheld' as const, error: undefined })),
    ...sent.filter((each) => !small.includes(each)).map(tooLarge),
  ];
  for (const [index, chunk] of inBatches(small, BOUNDS).entries()) {
    if (index > 0) await pause(1000 / REQUESTS_PER_SECOND);
    receipts.push(...(await send(aws, region, chunk)));
  }
  return receipts;
}

const Body = z.looseObject({ service: z.looseObject({ archived: z.boolean() }) });

function isArchived(body: object): boolean {
  return Body.parse(body).service.archived;
}

function sentOf(
  { findingId, version, body }: Document,
  { bus, source }: { readonly bus: string; readonly source: string },
): Sent {
  const entry = {
    Source: source,
    DetailType: 'GuardDuty Finding',
    Detail: JSON.stringify(body),
    Time: new Date(version),
    Resources: [],
    EventBusName: bus,
  };
  const texts = [entry.Source, entry.DetailType, entry.Detail];
  return { findingId, entry, sizeBytes: TIME_BYTES + Buffer.byteLength(texts.join('')) };
}

function tooLarge({ findingId, sizeBytes }: Sent): Receipt {
  const error = `The event has ${sizeBytes} bytes, more than the ${BOUNDS.bytesMax} that EventBridge accepts.`;
  return { findingId, outcome: 'failed', error };
}

async function send(aws: Aws, region: string, batch: readonly Sent[]): Promise<readonly Receipt[]> {
  try {
    const answers = await putEvents(
      await aws.client(ADMINISTRATOR, region),
      batch.map(({ entry }) => entry),
    );
    return batch.map(({ findingId }, index) => receiptOf(findingId, answers[index]));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const outcome = FAILURES[error.kind].retry === 'never' ? 'failed' : 'retry';
    return batch.map(({ findingId }) => ({ findingId, outcome, error: `${error.awsName}: ${error.message}` }));
  }
}

/**
 * Errors that pass by themselves, and refusals that people can fix; from "PutEventsResultEntry" in the Amazon
 * EventBridge API Reference.
 */
const PASSING = /Throttl|Internal|Unanswered|ServiceUnavailable|AccessDenied/;

function receiptOf(findingId: string, refusal: EventRefusal | undefined): Receipt {
  if (refusal === undefined) return { findingId, outcome: 'delivered', error: undefined };
  const error = `${refusal.code}: ${refusal.message}`;
  return { findingId, outcome: PASSING.test(refusal.code) ? 'retry' : 'failed', error };
}
