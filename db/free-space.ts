import { statfs } from 'node:fs/promises';
import { Failure } from '#services/model/failure.ts';

/** Bytes that may still be written to the file system of a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * More than a turn, the queue and the write-ahead log write between two checks. An embedded database on a full disk
 * does not fail: it retries for ever and blocks the whole process. So writing stops before the disk is full.
 */
export const ROOM_BYTES = 256 * 2 ** 20;

/** Checks the free space before something is written. */
export interface Room {
  /** @throws Failure `disk-full` */
  require(): Promise<void>;
}

/** For databases whose disk is not this process's concern: a server's, or memory. */
export const ROOM_ELSEWHERE: Room = { require: async () => {} };

const LOOK_MS = 500;

export function roomIn(folder: string, free: FreeBytes = freeBytes): Room {
  let looked = { at: -Infinity, bytes: Promise.resolve(Infinity) };
  return {
    async require() {
      // Many callers ask at once; an answer that is half a second old will do.
      if (performance.now() - looked.at > LOOK_MS) looked = { at: performance.now(), bytes: free(folder) };
      const bytes = await looked.bytes;
      if (bytes < ROOM_BYTES)
        throw new Failure(
          'disk-full',
          `The disk of ${folder} has ${megabytes(bytes)} left, and the embedded database needs ${megabytes(ROOM_BYTES)} to go on: make room there, or move the database to a PostgreSQL server (DATABASE_URL).`,
        );
    },
  };
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MB`;
}
