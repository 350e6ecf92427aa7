/** Seeded random numbers: the same seed gives the same corpus on every machine. */
export interface Random {
  /** An integer from 0 to `n` - 1. */
  below(n: number): number;
  pick<T>(values: readonly T[]): T;
  /** A text of this many hexadecimal digits. */
  hex(digits: number): string;
}

/** xorshift32; `seed` is any 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0 || 0x9e3779b9;
  const below = (n: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % n;
  };
  return {
    below,
    pick<T>(values: readonly T[]): T {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('Nothing to pick from');
      return value;
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
  };
}
