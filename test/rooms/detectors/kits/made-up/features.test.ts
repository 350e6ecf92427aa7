import { describe, expect, test } from 'vitest';
import { FEATURES, featuresOf } from '#services/detectors/kits/made-up/features.ts';
import {
  COST_UNIT,
  familiarityOf,
  FOURS,
  pieceHash,
  printOf,
  surprisesOf,
  SURPRISE_UNIT,
  symbolOf,
  SYMBOLS,
  type Language,
} from '#services/detectors/kits/made-up/language.ts';

/** Bits of each piece. A whole word costs less than its parts, except `silver`. */
const PIECES = { garden: 10, gar: 9, den: 9, coffee: 12, silver: 20, sil: 7, ver: 6, go: 4 };
const LANGUAGE = languageOf(PIECES);
const LABELS = ['gardencoffee', 'xkqjvhzwpd', 'a1b2c3-d4', 'silver', 'deadbeef01', 'aeiou', 'go', 'x', 'rhythm-rhythm'];

function languageOf(pieces: Readonly<Record<string, number>>): Language {
  const surprises = Uint8Array.from({ length: SYMBOLS ** 3 }, (_, i) => (i * 37) % 211);
  const fours = Uint8Array.from({ length: FOURS / 2 }, (_, i) => (i * 31) & 255);
  const prints = new Uint16Array(64);
  const costs = new Uint8Array(64);
  for (const [piece, bits] of Object.entries(pieces)) {
    const hash = pieceHash(symbolsOf(piece));
    const at = Array.from({ length: 64 }, (_, i) => (hash + i) & 63).find((place) => prints[place] === 0) ?? 0;
    prints[at] = printOf(hash);
    costs[at] = bits * COST_UNIT;
  }
  return { surprises, fours, prints, costs };
}

function symbolsOf(label: string): Uint8Array {
  return Uint8Array.from(label, (letter) => symbolOf(letter.charCodeAt(0)));
}

/** The features of a label by name. */
function told(label: string): Readonly<Record<string, number>> {
  const into = new Float64Array(FEATURES.length);
  featuresOf(LANGUAGE, label, 8, into);
  return Object.fromEntries(FEATURES.map((name, i) => [name, into[i] ?? Number.NaN]));
}

/** The price of a piece; a character that is no piece costs most. */
function priceOf(piece: string): number {
  return Object.entries(PIECES).find(([known]) => known === piece)?.[1] ?? 14;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Each feature that is given, up to rounding. */
function expectClose(label: string, features: Readonly<Record<string, number>>): void {
  const all = told(label);
  for (const [name, value] of Object.entries(features)) expect(all[name], `${name} of ${label}`).toBeCloseTo(value, 9);
}

describe('the surprise of a label', () => {
  test('each symbol surprises after the two before it, and so does the end', () => {
    const bits = new Float64Array(3);
    surprisesOf(LANGUAGE, symbolsOf('ab'), 2, bits);
    const of = (...[first, second, third]: readonly [number, number, number]) =>
      (LANGUAGE.surprises[(first * SYMBOLS + second) * SYMBOLS + third] ?? 0) / SURPRISE_UNIT;
    expect([...bits]).toEqual([of(0, 0, 1), of(0, 1, 2), of(1, 2, 0)]);
  });

  test.each(LABELS)('of %s', (label) => {
    const n = label.length;
    const into = new Float64Array(n + 1);
    surprisesOf(LANGUAGE, symbolsOf(label), n, into);
    const bits = [...into];
    const mean = sum(bits) / bits.length;
    const most = bits.toSorted((a, b) => b - a);
    const half = Math.floor(n / 2);
    const stretches = bits.flatMap((_, i) => (i >= 3 || i === n ? [sum(bits.slice(Math.max(0, i - 3), i + 1))] : []));
    expectClose(label, {
      length: n,
      surprise: sum(bits),
      'surprise a character': mean,
      'most surprise': most[0] ?? 0,
      'the three most': sum(most.slice(0, 3)),
      'least surprise': most.at(-1) ?? 0,
      'spread of surprise': Math.sqrt(sum(bits.map((each) => (each - mean) ** 2)) / bits.length),
      'very surprising': bits.filter((each) => each >= 9).length,
      'surprising, share': bits.filter((each) => each >= 6).length / bits.length,
      'surprise of the first half': half === 0 ? mean : sum(bits.slice(0, half)) / half,
      'surprise of the second half': sum(bits.slice(half)) / (n + 1 - half),
      'worst stretch of four': Math.max(...stretches),
      'best stretch of four': Math.min(...stretches),
    });
  });
});

describe('the pieces of a label', () => {
  test.each([
    ['gardencoffee', ['garden', 'coffee']],
    ['silver', ['sil', 'ver']],
    ['gogarden', ['go', 'garden']],
    ['gardenxgo', ['garden', 'x', 'go']],
    ['xgarden', ['x', 'garden']],
    ['zz', ['z', 'z']],
    ['garde', ['gar', 'd', 'e']],
  ])('%s is cut where that costs least', (label, pieces) => {
    const n = label.length;
    const prices = pieces.map(priceOf);
    const sizes = pieces.map(({ length }) => length).toSorted((a, b) => b - a);
    const long = pieces.filter(({ length }) => length >= 4);
    const bits = new Float64Array(n + 1);
    surprisesOf(LANGUAGE, symbolsOf(label), n, bits);
    const meetings = pieces.slice(0, -1).map((_, i) => bits[pieces.slice(0, i + 1).join('').length] ?? 0);
    expectClose(label, {
      'cost of its pieces': sum(prices),
      'cost a character': sum(prices) / n,
      pieces: pieces.length,
      'characters a piece': n / pieces.length,
      'longest piece': sizes[0] ?? 0,
      'second longest piece': sizes[1] ?? 0,
      'in pieces of four and more, share': long.join('').length / n,
      'in pieces of one, share': pieces.filter(({ length }) => length === 1).length / n,
      'dearest piece': Math.max(...prices),
      'dearest long piece': Math.max(0, ...long.map(priceOf)),
      'cheapest long piece': Math.min(32, ...long.map(priceOf)),
      'long pieces': long.length,
      'surprise where pieces meet': meetings.length === 0 ? 0 : sum(meetings) / meetings.length,
      'pieces against surprise': (sum(prices) - sum([...bits])) / n,
    });
  });
});

test.each(LABELS)('the shape of %s', (label) => {
  const n = label.length;
  const share = (pattern: RegExp) => (label.match(pattern) ?? []).length / n;
  const longest = (pattern: RegExp) => Math.max(0, ...(label.match(pattern) ?? []).map(({ length }) => length));
  const pairs = Array.from({ length: n - 1 }, (_, i) => label.slice(i, i + 2));
  const pairsLike = (pattern: RegExp) => pairs.filter((pair) => pattern.test(pair)).length;
  const shares = [...new Set(label)].map((letter) => label.split(letter).length - 1).map((count) => count / n);
  expectClose(label, {
    entropy: -sum(shares.map((each) => each * Math.log2(each))),
    'different characters, share': shares.length / n,
    'vowels, share': share(/[aeiou]/g),
    'digits, share': share(/\d/g),
    'turns between letters and digits': pairsLike(/[a-z]\d|\d[a-z]/),
    hyphens: share(/-/g) * n,
    'longest run of consonants': longest(/[b-df-hj-np-tv-z]+/g),
    'longest run of vowels': longest(/[aeiou]+/g),
    'longest run of digits': longest(/\d+/g),
    'rare letters, share': share(/[jqxzvkw]/g),
    'turns between vowels and consonants, share': pairsLike(/[aeiou][b-df-hj-np-tv-z]|[b-df-hj-np-tv-z][aeiou]/) / n,
    'hexadecimal digits alone': /^[0-9a-f]+$/.test(label) ? 1 : 0,
    suffix: 8,
  });
});

test.each(LABELS)('how familiar each four symbols of %s are', (label) => {
  const n = label.length;
  const into = new Uint8Array(n + 1);
  familiarityOf(LANGUAGE, symbolsOf(label), n, into);
  const levels = [...into].slice(2);
  expectClose(label, {
    familiarity: sum(levels) / Math.max(1, n - 1),
    'least familiarity': Math.min(15, ...levels),
    'never seen': levels.filter((level) => level === 0).length,
  });
});

test('a label that is too long counts as far as a label of DNS may go', () => {
  expect(told('ab'.repeat(40))).toEqual({ ...told('ab'.repeat(40).slice(0, 63)) });
});
