import {
  COST_UNIT,
  cut,
  EDGE,
  FOURS,
  LABEL_MAX,
  PIECE_MAX,
  pieceHash,
  placeOfFour,
  printOf,
  PROBES,
  SURPRISE_UNIT,
  symbolOf,
  SYMBOLS,
  type Language,
} from '#services/detectors/kits/made-up/language.ts';

/** A language, and the pieces that it was trained with: the pieces stay here, and only their hashes are published. */
export interface TrainedLanguage {
  readonly language: Language;
  readonly pieces: readonly string[];
}

const TABLE = 2 ** 14;
const PIECES_MAX = 12_000;
/** A piece occurs in at least this many different names: rarer pieces would reveal whose names were used. */
const NAMES_MIN = 6;
const ROUNDS = 4;

/** Learns the composition of names that people chose. */
export function trainLanguage(labels: readonly string[]): TrainedLanguage {
  const learned = { surprises: learnSurprises(labels), fours: learnFours(labels) };
  let counts = frequentParts(labels);
  let language = { ...learned, ...tableOf(costsOf(counts)) };
  for (let round = 0; round < ROUNDS; round++) {
    counts = usedPieces(language, labels);
    language = { ...learned, ...tableOf(costsOf(counts)) };
  }
  return { language, pieces: [...costsOf(counts).keys()] };
}

/** Interpolated: what is rare after two letters is judged by what follows one letter, and by its own frequency. */
function learnSurprises(labels: readonly string[]): Uint8Array {
  const three = new Float64Array(SYMBOLS ** 3);
  for (const label of labels) {
    let [before, last] = [EDGE, EDGE];
    for (let i = 0; i <= label.length; i++) {
      const symbol = i < label.length ? symbolOf(label.charCodeAt(i)) : EDGE;
      count(three, (before * SYMBOLS + last) * SYMBOLS + symbol, 1);
      [before, last] = [last, symbol];
    }
  }
  const two = new Float64Array(SYMBOLS ** 2);
  const one = new Float64Array(SYMBOLS);
  three.forEach((times, at) => {
    count(two, at % SYMBOLS ** 2, times);
    count(one, at % SYMBOLS, times);
  });
  const all = one.reduce((sum, times) => sum + times, 0);
  const table = new Uint8Array(SYMBOLS ** 3);
  for (let last = 0; last < SYMBOLS; last++) {
    const afterOne = context(two, last * SYMBOLS);
    for (let before = 0; before < SYMBOLS; before++) {
      const at = (before * SYMBOLS + last) * SYMBOLS;
      const afterTwo = context(three, at);
      for (let symbol = 0; symbol < SYMBOLS; symbol++) {
        const alone = ((one[symbol] ?? 0) + 1) / (all + SYMBOLS);
        const afterLast = ((two[last * SYMBOLS + symbol] ?? 0) + 20 * alone) / (afterOne + 20);
        const p = ((three[at + symbol] ?? 0) + 20 * afterLast) / (afterTwo + 20);
        table[at + symbol] = Math.min(255, Math.round(-Math.log2(p) * SURPRISE_UNIT));
      }
    }
  }
  return table;
}

/** Only sequences that occur in as many names as pieces must: rarer ones would reveal whose names were used. */
function learnFours(labels: readonly string[]): Uint8Array {
  const counts = new Map<number, number>();
  for (const label of labels) {
    let [first, second, third] = [EDGE, EDGE, EDGE];
    for (let i = 0; i <= label.length; i++) {
      const symbol = i < label.length ? symbolOf(label.charCodeAt(i)) : EDGE;
      const four = ((first * SYMBOLS + second) * SYMBOLS + third) * SYMBOLS + symbol;
      counts.set(four, (counts.get(four) ?? 0) + 1);
      [first, second, third] = [second, third, symbol];
    }
  }
  const levels = new Uint8Array(FOURS);
  for (const [four, times] of counts) {
    if (times < NAMES_MIN) continue;
    const place = placeOfFour(...symbolsOf(four));
    levels[place] = Math.max(levels[place] ?? 0, Math.min(15, Math.round(1.5 * Math.log2(times / NAMES_MIN)) + 1));
  }
  return Uint8Array.from({ length: FOURS / 2 }, (_, i) => (levels[2 * i] ?? 0) | ((levels[2 * i + 1] ?? 0) << 4));
}

function symbolsOf(four: number): [number, number, number, number] {
  const digit = (place: number): number => Math.floor(four / SYMBOLS ** place) % SYMBOLS;
  return [digit(3), digit(2), digit(1), digit(0)];
}

function context(counts: Float64Array, at: number): number {
  return counts.subarray(at, at + SYMBOLS).reduce((sum, times) => sum + times, 0);
}

function count(counts: Float64Array, at: number, times: number): void {
  counts[at] = (counts[at] ?? 0) + times;
}

/**
 * Parts of labels that many labels share, with their counts: longer parts are built only from frequent shorter ones.
 */
function frequentParts(labels: readonly string[]): Map<string, number> {
  const frequent = new Map<string, number>();
  for (let size = 1; size <= PIECE_MAX; size++) {
    const counts = new Map<string, number>();
    for (const label of labels) {
      for (let at = 0; at + size <= label.length; at++) {
        const part = label.slice(at, at + size);
        if (size > 2 && !(frequent.has(part.slice(1)) && frequent.has(part.slice(0, -1)))) continue;
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
    for (const [part, times] of counts) if (size === 1 || times >= NAMES_MIN) frequent.set(part, times * size);
  }
  return frequent;
}

/** How often each piece is used when all labels are cut at the lowest cost. */
function usedPieces(language: Language, labels: readonly string[]): Map<string, number> {
  const used = new Map<string, number>();
  const symbols = new Uint8Array(LABEL_MAX);
  const ends = new Uint8Array(LABEL_MAX);
  const prices = new Float64Array(LABEL_MAX);
  for (const label of labels) {
    const n = Math.min(label.length, LABEL_MAX);
    for (let i = 0; i < n; i++) symbols[i] = symbolOf(label.charCodeAt(i));
    const pieces = cut(language, symbols, n, ends, prices);
    for (let i = 0; i < pieces; i++) {
      const piece = label.slice(i + 1 < pieces ? ends[i + 1] : 0, ends[i]);
      used.set(piece, (used.get(piece) ?? 0) + 1);
    }
  }
  for (const [piece, times] of used) if (piece.length > 1 && times < NAMES_MIN / 2) used.delete(piece);
  return used;
}

function costsOf(counts: ReadonlyMap<string, number>): Map<string, number> {
  const kept = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 3 * PIECES_MAX);
  const all = kept.reduce((sum, [, times]) => sum + times, 0);
  return new Map(kept.slice(0, PIECES_MAX).map(([piece, times]) => [piece, -Math.log2(times / all)]));
}

/** Inserts frequent pieces first; a piece that finds no free place among its probes is dropped. */
function tableOf(pieces: ReadonlyMap<string, number>): Pick<Language, 'prints' | 'costs'> {
  const prints = new Uint16Array(TABLE);
  const costs = new Uint8Array(TABLE);
  for (const [piece, cost] of pieces) {
    const hash = pieceHash(Uint8Array.from(piece, (character) => symbolOf(character.charCodeAt(0))));
    for (let probe = 0, at = hash & (TABLE - 1); probe < PROBES; probe++, at = (at + 1) & (TABLE - 1)) {
      if (prints[at] !== 0) continue;
      prints[at] = printOf(hash);
      costs[at] = Math.min(255, Math.round(cost * COST_UNIT));
      break;
    }
  }
  return { prints, costs };
}
