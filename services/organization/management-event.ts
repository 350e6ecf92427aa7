import { z } from 'zod';

/** A management event, as a rule of EventBridge forwards it. */
export interface ManagementEvent {
  readonly accountId: string;
  /** The record, as CloudTrail writes it into a log object. */
  readonly record: object;
}

/**
 * "Events delivered via CloudTrail" in the Amazon EventBridge User Guide. Sources that begin with `aws.` are AWS's own:
 * nobody else can put such an event on a bus ("PutEventsRequestEntry", Amazon EventBridge API Reference).
 */
const EVENT = z.object({
  source: z.string().startsWith('aws.'),
  'detail-type': z.string().endsWith('via CloudTrail'),
  account: z.string().regex(/^\d{12}$/),
  detail: z.looseObject({
    eventID: z.string().min(1),
    eventTime: z.string().min(1),
    recipientAccountId: z.string().exactOptional(),
  }),
});

/**
 * Parses the event in a queue message.
 *
 * @returns undefined when it is no event, or when it claims another account than the one that sent it
 */
export function managementEventIn(body: string): ManagementEvent | undefined {
  const { data: event } = EVENT.safeParse(parsed(body));
  if (event === undefined) return undefined;
  const { account: accountId, detail: record } = event;
  return (record.recipientAccountId ?? accountId) === accountId ? { accountId, record } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
