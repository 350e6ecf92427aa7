import { Webhook } from 'standardwebhooks';
import { Receiver } from './receiver.ts';

/** A message that a receiver believed. */
export interface Message {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A receiver as the specification's own library makes one: it believes what is signed with its secret and recent, and
 * takes each id once.
 */
export class WebhookReceiver extends Receiver {
  /** Every message that was taken, in order. */
  readonly messages: Message[] = [];
  /** Ids of all requests that it believed, those that came again included. */
  readonly ids: string[] = [];
  /** Requests that it did not believe, and why. */
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
    // What is no finding this receiver never takes.
    if (typeof message.data['id'] !== 'string') return 422;
    const id = headers['webhook-id'] ?? '';
    if (!this.ids.includes(id)) this.messages.push(message);
    this.ids.push(id);
    return 204;
  }
}
