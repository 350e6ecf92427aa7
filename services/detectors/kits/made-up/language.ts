/**
 * A model of names that people chose: how surprising a letter is after the two before it, and the pieces (words,
 * syllables, abbreviations) that names consist of, each with its cost in bits. Only hashes of the pieces are kept.
 */
export interface Language {
  /** Surprise of a symbol after two others, in sixteenths of a bit: `SYMBOLS`³ of them. */
  readonly surprises: Uint8Array;
  /** The frequency of each four symbols in a row, by their hash: two values to a byte, each a logarithm up to 15. */
  readonly fours: Uint8Array;
  /**
   * A hash table of the pieces: the lower bits of a hash give the first of `PROBES` places, and the first free one of
   * these holds the upper bits. 0 is an empty place.
   */
  readonly prints: Uint16Array;
  /** The cost of the piece in the same place of `prints`, in eighths of a bit. */
  readonly costs: Uint8Array;
}

/** The number of symbols: the edge of a name, letters, digits, hyphen. */
export const SYMBOLS = 38;
export const EDGE = 0;
const HYPHEN = 37;
export const PIECE_MAX = 10;
export const SURPRISE_UNIT = 16;
export const COST_UNIT = 8;
/** Bits of a character that is no piece by itself. */
const UNKNOWN_COST = 14;
export const LABEL_MAX = 63;

/** The symbol of a character: whatever is neither letter nor digit counts as a hyphen. */
export function symbolOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 96;
  if (code >= 48 && code <= 57) return code - 21;
  return HYPHEN;
}

/**
 * Writes the bits of surprise of each symbol, and of the end.
 * @param into `length + 1` of them
 */
export function surprisesOf({ surprises }: Language, symbols: Uint8Array, length: number, into: Float64Array): void {
  let before = EDGE;
  let last = EDGE;
  for (let i = 0; i <= length; i++) {
    const symbol = i < length ? (symbols[i] ?? EDGE) : EDGE;
    into[i] = (surprises[(before * SYMBOLS + last) * SYMBOLS + symbol] ?? 0) / SURPRISE_UNIT;
    before = last;
    last = symbol;
  }
}

/**
 * Writes how familiar the four symbols are that end at each place, the edges included.
 * @param into `length + 1` of them
 */
export function familiarityOf({ fours }: Language, symbols: Uint8Array, length: number, into: Uint8Array): void {
  let [first, second, third] = [EDGE, EDGE, EDGE];
  for (let i = 0; i <= length; i++) {
    const symbol = i < length ? (symbols[i] ?? EDGE) : EDGE;
    const place = placeOfFour(first, second, third, symbol);
    into[i] = ((fours[place >> 1] ?? 0) >> (4 * (place & 1))) & 15;
    [first, second, third] = [second, third, symbol];
  }
}

/** The place of four symbols among `FOURS`. */
export function placeOfFour(first: number, second: number, third: number, fourth: number): number {
  const number = ((first * SYMBOLS + second) * SYMBOLS + third) * SYMBOLS + fourth;
  return scatter(Math.imul(number, 0x9e3779b1)) & (FOURS - 1);
}
export const FOURS = 2 ** 17;

const best = new Float64Array(LABEL_MAX + 1);
const from = new Uint8Array(LABEL_MAX + 1);

/**
 * Cuts a label into the pieces with the least total cost.
 *
 * @param ends receives where each piece ends, the last first
 * @returns the number of pieces
 */
export function cut(
  language: Language,
  symbols: Uint8Array,
  length: number,
  ends: Uint8Array,
  prices: Float64Array,
): number {
  const { prints, costs } = language;
  const mask = prints.length - 1;
  best.fill(Infinity, 1, length + 1);
  best[0] = 0;
  for (let start = 0; start < length; start++) {
    const sofar = best[start] ?? 0;
    const stop = Math.min(length, start + PIECE_MAX);
    let state = HASH_START;
    for (let end = start; end < stop;) {
      state = Math.imul(state ^ (symbols[end] ?? 0), HASH_STEP);
      end++;
      const hash = scatter(state);
      const print = printOf(hash);
      let cost = end === start + 1 ? UNKNOWN_COST : Infinity;
      for (let probe = 0, at = hash & mask; probe < PROBES; probe++, at = (at + 1) & mask) {
        if (prints[at] !== print) continue;
        cost = (costs[at] ?? 0) / COST_UNIT;
        break;
      }
      if (sofar + cost < (best[end] ?? 0)) {
        best[end] = sofar + cost;
        from[end] = start;
      }
    }
  }
  let pieces = 0;
  for (let end = length; end > 0; end = from[end] ?? 0) {
    ends[pieces] = end;
    prices[pieces++] = (best[end] ?? 0) - (best[from[end] ?? 0] ?? 0);
  }
  return pieces;
}

/** The number of places that are searched for a piece. */
export const PROBES = 4;
const HASH_START = 0x811c9dc5;
const HASH_STEP = 0x01000193;

/** The hash of a piece, symbol by symbol. */
export function pieceHash(symbols: ArrayLike<number>): number {
  let state = HASH_START;
  for (let i = 0; i < symbols.length; i++) state = Math.imul(state ^ (symbols[i] ?? 0), HASH_STEP);
  return scatter(state);
}

/** The upper bits of a hash; never 0, which means an empty place. */
export function printOf(hash: number): number {
  return hash >>> 16 || 1;
}

function scatter(state: number): number {
  const bits = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}
