import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

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
export class WebhookReceiver {
  /** Every message that was taken, in order. */
  readonly messages: Message[] = [];
  /** Ids of all requests that it believed, those that came again included. */
  readonly ids: string[] = [];
  /** Requests that it did not believe, and why. */
  readonly refused: string[] = [];
  /** What it answers instead of looking; the first of them to the next request. */
  readonly answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] = [];
  /** Whatever came last, as it came. */
  last: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
  /** Connections that were made. */
  connections = 0;

  readonly #verifier: Webhook;
  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));

  constructor(secret: string) {
    this.#verifier = new Webhook(secret);
  }

  /** @returns its address */
  async start(): Promise<string> {
    this.#server.on('connection', () => this.connections++);
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks?token=in-the-address`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** What it makes of a request. */
  receive(headers: Readonly<Record<string, string>>, body: string): number {
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

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    this.last = { headers, body: Buffer.concat(chunks).toString() };
    const answer = this.answers.shift();
    if (answer !== undefined) outgoing.writeHead(answer.status, answer.headers).end();
    else outgoing.writeHead(this.receive(this.last.headers, this.last.body)).end();
  }
}
