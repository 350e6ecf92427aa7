/** Windows that this process wrote last, to save reading them again. Never trusted: the version in the database decides. */
export interface HeldTallies {
  get(key: string): HeldTally | undefined;
  put(key: string, held: HeldTally): void;
}

interface HeldTally {
  readonly version: string;
  readonly value: Uint8Array;
}

/** @param bytesMax of values; the ones used longest ago go first */
export function createHeldTallies(bytesMax = 64 * 1024 * 1024): HeldTallies {
  // A Map iterates in the order of insertion: what is used again is inserted again.
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
