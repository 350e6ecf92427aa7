/** Reproducible random numbers: they depend only on the seed and on the earlier draws. */
export interface Random {
  /** From 0 inclusive to 1 exclusive. */
  float(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws when there is nothing to pick from. */
  pick<T>(values: readonly T[]): T;
  /** Random text of the given length from an alphabet; by default hexadecimal digits. */
  text(length: number, alphabet?: string): string;
  /** An independent generator for one part, so that its draws do not affect other parts. */
  fork(part: string): Random;
}

export const BASE_36 = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const BASE_62 = `${BASE_36}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
export const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function createRandom(seed: string): Random {
  let state = hash(seed);
  // Mulberry32: 32 bits of state, uniform, and short.
  const float = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number) => min + Math.floor(float() * (max - min + 1));
  return {
    float,
    int,
    chance: (probability) => float() < probability,
    pick(values) {
      const value = values[int(0, values.length - 1)];
      if (value === undefined) throw new Error('There is nothing to pick from.');
      return value;
    },
    text: (length, alphabet = '0123456789abcdef') =>
      Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join(''),
    fork: (part) => createRandom(`${seed}/${part}`),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}
