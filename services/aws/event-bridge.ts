import { asking, AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'events:PutEvents',
    principals: ['administrator'],
    why: 'put findings on an event bus, where the sink eventbridge is set',
    resource: 'arn:${Partition}:events:*:*:event-bus/*',
  },
  {
    action: 'events:DescribeEventBus',
    principals: ['administrator'],
    why: 'see whether the event bus of the sink eventbridge is there, before findings wait for it',
    resource: 'arn:${Partition}:events:*:*:event-bus/*',
  },
];

/**
 * Whether a bus is there; false when AWS does not let us see it, as with most buses of other accounts.
 *
 * @param bus name or ARN
 * @throws AwsError when there is none
 */
export async function describesBus(config: ClientConfig, bus: string): Promise<boolean> {
  const { EventBridgeClient, DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge');
  try {
    await asking(`look at the event bus ${bus} in ${config.region}`, () =>
      new EventBridgeClient(config).send(new DescribeEventBusCommand({ Name: bus })),
    );
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'access-denied') return false;
    throw error;
  }
}

/** An event to put: "PutEventsRequestEntry" in the Amazon EventBridge API Reference. */
export interface EventEntry {
  readonly Source: string;
  readonly DetailType: string;
  /** JSON text. */
  readonly Detail: string;
  readonly Time: Date;
  readonly Resources: readonly string[];
  /** Name or ARN. */
  readonly EventBusName: string;
}

/** The refusal of one event. */
export interface EventRefusal {
  readonly code: string;
  readonly message: string;
}

/**
 * Puts events on a bus; returns for each, in order, why it was refused.
 *
 * @param entries at most 10, and 256 KB together
 * @throws AwsError when the call as a whole was refused
 */
export async function putEvents(
  config: ClientConfig,
  entries: readonly EventEntry[],
): Promise<readonly (EventRefusal | undefined)[]> {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  return asking(`put events on a bus in ${config.region}`, async () => {
    const request = new PutEventsCommand({
      Entries: entries.map((entry) => ({ ...entry, Resources: [...entry.Resources] })),
    });
    const { Entries: answers = [] } = await sharedClient(EventBridgeClient, config).send(request);
    return entries.map((_, index) => {
      const { EventId, ErrorCode, ErrorMessage } = answers[index] ?? {};
      return EventId === undefined ? { code: ErrorCode ?? 'Unanswered', message: ErrorMessage ?? '' } : undefined;
    });
  });
}
