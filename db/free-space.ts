import { statfs } from 'node:fs/promises';
import { Failure } from '#services/model/failure.ts';

/** Bytes that may still be written to the file system of a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * More than a turn, the queue and the write-ahead log write between two looks. An embedded database that meets the end
 * of its disk does not fail: it tries for ever, and the whole process with it. So it is never let come there.
 */
export const ROOM_BYTES = 256 * 2 ** 20;

/** Looks at the disk before something is written. */
export interface Room {
  /** @throws Failure `disk-full` */
  require(): Promise<void>;
}

/** Where the disk is somebody else's: a server's, or memory. */
export const ROOM_ELSEWHERE: Room = { require: async () => {} };

const LOOK_MS = 500;

export function roomIn(folder: string, free: FreeBytes = freeBytes): Room {
  let looked = { at: -Infinity, bytes: Promise.resolve(Infinity) };
  return {
    async require() {
      // Many ask at once; the answer of half a second ago will do.
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
