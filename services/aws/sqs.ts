import type { SQSClient } from '@aws-sdk/client-sqs';
import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  { action: 'sqs:ReceiveMessage', principals: ['administrator'], why: 'hear of new log objects at once' },
  {
    action: 'sqs:DeleteMessage',
    principals: ['administrator'],
    why: 'remove a notification from the queue once it is stored',
  },
  {
    action: 'sqs:GetQueueAttributes',
    principals: ['administrator'],
    why: 'show in doctor and to monitoring how many notifications wait',
  },
];

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** The handle to delete it with, while it is hidden from others. */
  readonly handle: string;
}

/** The most messages of one call ("ReceiveMessage", Amazon SQS API Reference). */
const MESSAGES_MAX = 10;

/**
 * Returns the next messages of a queue; waits up to 20 seconds for one.
 *
 * @throws AwsError; also when `signal` ends the wait
 */
export async function receiveMessages(
  config: ClientConfig,
  queue: string,
  signal: AbortSignal,
): Promise<readonly QueueMessage[]> {
  const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const client = await openSqs(config);
  const command = new ReceiveMessageCommand({
    QueueUrl: queue,
    MaxNumberOfMessages: MESSAGES_MAX,
    WaitTimeSeconds: 20,
  });
  const { Messages = [] } = await asking(`hear from ${queue}`, () => client.send(command, { abortSignal: signal }));
  return Messages.flatMap(({ MessageId: id = '', Body: body = '', ReceiptHandle: handle }) =>
    handle === undefined ? [] : [{ id, body, handle }],
  );
}

/** Deletes messages from a queue. A message that could not be deleted comes again. @throws AwsError */
export async function deleteMessages(
  config: ClientConfig,
  queue: string,
  messages: readonly QueueMessage[],
): Promise<void> {
  const { DeleteMessageBatchCommand } = await import('@aws-sdk/client-sqs');
  const client = await openSqs(config);
  const Entries = messages.map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle }));
  await asking(`take messages off ${queue}`, () =>
    client.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries })),
  );
}

/** The approximate number of waiting messages in a queue. @throws AwsError */
export async function waitingMessages(config: ClientConfig, queue: string): Promise<number> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const client = await openSqs(config);
  const command = new GetQueueAttributesCommand({
    QueueUrl: queue,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  const { Attributes } = await asking(`ask after ${queue}`, () => client.send(command));
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}

async function openSqs(config: ClientConfig): Promise<SQSClient> {
  const sdk = await import('@aws-sdk/client-sqs');
  return sharedClient(sdk.SQSClient, config);
}
