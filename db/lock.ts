import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '#services/model/failure.ts';

/**
 * Takes a folder for this process, until it is released or the process dies. PGlite takes no lock on its data
 * directory: a second process opens it without an error, and acknowledged rows are lost. A listening socket is a lock
 * that the kernel frees even after kill -9.
 *
 * @returns a function that releases the folder
 * @throws Failure `in-use` when another living process holds the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const address = socketOf(resolve(folder));
  const server = await listen(address).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (await answers(address))
      throw new Failure(
        'in-use',
        `Another process is using the embedded database in ${resolve(folder)}: stop it, or set DATABASE_URL to a PostgreSQL server.`,
        { cause: error },
      );
    await rm(address, { force: true });
    return listen(address);
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

function socketOf(folder: string): string {
  const name = `vedette-${createHash('sha256').update(folder).digest('hex').slice(0, 20)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server> {
  return new Promise((ready, failed) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', failed);
    server.listen(address, () => ready(server));
  });
}

/** Whether a process accepts connections at the socket; the leftover socket of a killed process does not. */
function answers(address: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}
