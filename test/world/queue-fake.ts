import { createHash } from 'node:crypto';
import { once, EventEmitter } from 'node:events';
import type { Aws } from '#services/aws/aws.ts';
import { inProcessAws, type InProcessAnswer, type InProcessCall } from './in-process-aws.ts';

const MANAGEMENT = '111122223333';

/** A message in a queue that was not deleted yet. */
interface Waiting {
  readonly id: string;
  readonly body: string;
  /** It is hidden from other receivers until this time of `performance.now()`. */
  hiddenUntil: number;
  receives: number;
}

/**
 * An SQS queue in this process: a received message is hidden for a while, and received again unless it is deleted. An
 * emulator's queue becomes slower with every message, too slow for measurements. Of an organization it knows one
 * inactive account.
 */
export class QueueFake {
  readonly url = 'https://sqs.us-east-1.amazonaws.com/111122223333/events';
  readonly aws: Aws = inProcessAws((call, signal) => this.#answer(call, signal));
  readonly hiddenMs: number;
  /** Called for each deleted message. */
  onDeleted: (body: string) => void = () => undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #sent = new EventEmitter();
  #sends = 0;

  constructor(hiddenMs = 30_000) {
    this.hiddenMs = hiddenMs;
    this.#sent.setMaxListeners(0);
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  send(body: string): void {
    const id = String(this.#sends++);
    this.#waiting.set(id, { id, body, hiddenUntil: 0, receives: 0 });
    this.#sent.emit('sent');
  }

  /** Makes every message receivable again at once, as if its receiver had died. */
  showAll(): void {
    for (const message of this.#waiting.values()) message.hiddenUntil = 0;
    this.#sent.emit('sent');
  }

  async #answer({ action, input }: InProcessCall, signal: AbortSignal | undefined): Promise<InProcessAnswer> {
    if (action === 'AmazonSQS.DeleteMessageBatch') return this.#delete(input);
    if (action.endsWith('.DescribeOrganization'))
      return { body: { Organization: { Id: 'o-exampleorg', MasterAccountId: MANAGEMENT } } };
    if (action.endsWith('.ListAccounts')) return { body: { Accounts: [{ Id: MANAGEMENT, State: 'SUSPENDED' }] } };
    if (action === 'AmazonSQS.GetQueueAttributes')
      return { body: { Attributes: { ApproximateNumberOfMessages: String(this.waiting) } } };
    if (action !== 'AmazonSQS.ReceiveMessage') return { status: 400, body: { __type: 'AccessDeniedException' } };
    let heard = this.#hear();
    while (heard.length === 0) {
      await once(this.#sent, 'sent', signal && { signal });
      heard = this.#hear();
    }
    return { body: { Messages: heard } };
  }

  #hear() {
    const now = performance.now();
    const heard: object[] = [];
    for (const message of this.#waiting.values()) {
      if (message.hiddenUntil > now) continue;
      message.hiddenUntil = now + this.hiddenMs;
      message.receives++;
      const { id, body } = message;
      const MD5OfBody = createHash('md5').update(body).digest('hex');
      heard.push({ MessageId: id, ReceiptHandle: id, Body: body, MD5OfBody });
      if (heard.length === 10) break;
    }
    return heard;
  }

  #delete({ Entries }: InProcessCall['input']): InProcessAnswer {
    const entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[] = Array.isArray(Entries)
      ? Entries
      : [];
    for (const { ReceiptHandle } of entries) {
      const message = this.#waiting.get(ReceiptHandle);
      this.#waiting.delete(ReceiptHandle);
      if (message !== undefined) this.onDeleted(message.body);
    }
    return { body: { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] } };
  }
}
