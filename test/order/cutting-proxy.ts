import { connect, createServer, type AddressInfo } from 'node:net';

export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  readonly cuts: number;
  /** Cuts the next connection that carries an answer, in the middle of the answer. */
  cut(): void;
}

/** A proxy in front of servers, which get connections in turn. It cuts a connection when told. */
export async function openCuttingProxy(ports: readonly number[], random: () => number): Promise<CuttingProxy> {
  let cuts = 0;
  let pending = 0;
  let turn = 0;
  const server = createServer((client) => {
    const upstream = connect(ports[turn++ % ports.length] ?? 0, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (pending === 0) return void client.write(chunk);
      pending--;
      cuts++;
      // Alternates between a cut in the first bytes of the answer and a cut anywhere.
      const most = cuts % 2 === 0 ? chunk.length : Math.min(chunk.length, 300);
      client.write(chunk.subarray(0, Math.floor(random() * most)), end);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    get cuts() {
      return cuts;
    },
    cut: () => void pending++,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}
