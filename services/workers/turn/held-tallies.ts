/** Caches the windows that this process wrote last. The cache is never trusted: the version in the database decides. */
export interface HeldTallies {
  get(key: string): HeldTally | undefined;
  put(key: string, held: HeldTally): void;
}

interface HeldTally {
  readonly version: string;
  readonly value: Uint8Array;
}

/** @param bytesMax bound on the size of the values; the least recently used are dropped first */
export function createHeldTallies(bytesMax = 64 * 1024 * 1024): HeldTallies {
  // A Map iterates in insertion order: a value that is used is inserted again.
  const held = new Map<string, HeldTally>();
  let bytes = 0;
  const remove = (key: string) => {
    bytes -= held.get(key)?.value.byteLength ?? 0;
    held.delete(key);
  };
  const add = (key: string, tally: HeldTally) => {
    remove(key);
    held.set(key, tally);
    bytes += tally.value.byteLength;
  };
  return {
    get(key) {
      const tally = held.get(key);
      if (tally !== undefined) add(key, tally);
      return tally;
    },
    put(key, tally) {
      add(key, tally);
      for (const oldest of held.keys()) {
        if (bytes <= bytesMax) break;
        remove(oldest);
      }
    },
  };
}
