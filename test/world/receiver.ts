import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP receiver on this machine. */
export abstract class Receiver {
  /** Fixed answers that replace its own; the first is for the next request. */
  readonly answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] = [];
  /** The latest request, unchanged. */
  last: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
  /** The number of connections so far. */
  connections = 0;

  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));

  /** Handles a request. @returns the status of the answer */
  abstract receive(headers: Readonly<Record<string, string>>, body: string): number;

  /** @returns its address, which holds a secret: `in-the-address` */
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

  /** Answers with errors, also when the client retries. @returns a function that ends this */
  away(): () => void {
    this.answers.push(...Array.from({ length: 20 }, () => ({ status: 503, headers: { 'retry-after': '0' } })));
    return () => void this.answers.splice(0);
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
