import { Webhook } from 'standardwebhooks';
import { Receiver } from './receiver.ts';

/** A message that a receiver accepted as genuine. */
export interface Message {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A receiver made with the specification's own library: it accepts recent requests that are signed with its secret, and
 * takes each id once.
 */
export class WebhookReceiver extends Receiver {
  /** Every accepted message, in order. */
  readonly messages: Message[] = [];
  /** Ids of all genuine requests, including repeated ones. */
  readonly ids: string[] = [];
  /** Rejected requests, and why. */
  readonly refused: string[] = [];

  readonly #verifier: Webhook;

  constructor(secret: string) {
    super();
    this.#verifier = new Webhook(secret);
  }

  override receive(headers: Readonly<Record<string, string>>, body: string): number {
    try {
      this.#verifier.verify(body, { ...headers });
    } catch (error) {
      this.refused.push(String(error));
      return 401;
    }
    const message: Message = JSON.parse(body);
    // This receiver never accepts a message that is no finding.
    if (typeof message.data['id'] !== 'string') return 422;
    const id = headers['webhook-id'] ?? '';
    if (!this.ids.includes(id)) this.messages.push(message);
    this.ids.push(id);
    return 204;
  }
}
