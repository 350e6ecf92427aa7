import { cut, familiarityOf, LABEL_MAX, surprisesOf, symbolOf, type Language } from './language.ts';

/** The features of a label, in the order of `featuresOf`. */
export const FEATURES = [
  'length',
  'surprise',
  'surprise a character',
  'most surprise',
  'the three most',
  'least surprise',
  'spread of surprise',
  'very surprising',
  'surprising, share',
  'surprise of the first half',
  'surprise of the second half',
  'worst stretch of four',
  'best stretch of four',
  'cost of its pieces',
  'cost a character',
  'pieces',
  'characters a piece',
  'longest piece',
  'second longest piece',
  'in pieces of four and more, share',
  'in pieces of one, share',
  'dearest piece',
  'dearest long piece',
  'cheapest long piece',
  'long pieces',
  'surprise where pieces meet',
  'pieces against surprise',
  'entropy',
  'different characters, share',
  'vowels, share',
  'digits, share',
  'turns between letters and digits',
  'hyphens',
  'longest run of consonants',
  'longest run of vowels',
  'longest run of digits',
  'rare letters, share',
  'turns between vowels and consonants, share',
  'hexadecimal digits alone',
  'suffix',
  'familiarity',
  'least familiarity',
  'never seen',
] as const;

const symbols = new Uint8Array(LABEL_MAX);
const surprises = new Float64Array(LABEL_MAX + 1);
const familiarity = new Uint8Array(LABEL_MAX + 1);
const ends = new Uint8Array(LABEL_MAX);
const prices = new Float64Array(LABEL_MAX);
const counts = new Uint8Array(40);

const VERY = 9;
const MUCH = 6;
const LONG = 4;

/** The kind of each symbol: 0 none, 1 vowel, 2 consonant, 3 rare consonant, 4 digit, 5 other. */
const KINDS = Uint8Array.from({ length: 38 }, (_, symbol) => {
  if (symbol === 0) return 0;
  if (symbol === 37) return 5;
  if (symbol > 26) return 4;
  const letter = String.fromCharCode(96 + symbol);
  if ('aeiou'.includes(letter)) return 1;
  return 'jqxzvkw'.includes(letter) ? 3 : 2;
});

/**
 * @param label lower case
 * @param suffixBits how rare its public suffix is
 * @param into `FEATURES.length` numbers
 */
export function featuresOf(language: Language, label: string, suffixBits: number, into: Float64Array): void {
  const n = Math.min(label.length, LABEL_MAX);
  for (let i = 0; i < n; i++) symbols[i] = symbolOf(label.charCodeAt(i));
  into[0] = n;
  ofSurprise(language, n, into);
  ofPieces(language, n, into);
  ofShape(n, into);
  ofFamiliarity(language, n, into);
  into[39] = suffixBits;
}

function ofSurprise(language: Language, n: number, into: Float64Array): void {
  surprisesOf(language, symbols, n, surprises);
  let sum = 0;
  let squares = 0;
  let least = Infinity;
  let [first, second, third] = [0, 0, 0];
  let very = 0;
  let much = 0;
  let early = 0;
  let stretch = 0;
  let worst = 0;
  let bestStretch = Infinity;
  const half = n >> 1;
  for (let i = 0; i <= n; i++) {
    const bits = surprises[i] ?? 0;
    sum += bits;
    squares += bits * bits;
    if (bits < least) least = bits;
    if (bits > first) [first, second, third] = [bits, first, second];
    else if (bits > second) [second, third] = [bits, second];
    else if (bits > third) third = bits;
    if (bits >= VERY) very++;
    if (bits >= MUCH) much++;
    if (i < half) early += bits;
    stretch += bits - (i >= 4 ? (surprises[i - 4] ?? 0) : 0);
    if (i >= 3 || i === n) {
      if (stretch > worst) worst = stretch;
      if (stretch < bestStretch) bestStretch = stretch;
    }
  }
  const mean = sum / (n + 1);
  into[1] = sum;
  into[2] = mean;
  into[3] = first;
  into[4] = first + second + third;
  into[5] = least;
  into[6] = Math.sqrt(Math.max(0, squares / (n + 1) - mean * mean));
  into[7] = very;
  into[8] = much / (n + 1);
  into[9] = half === 0 ? mean : early / half;
  into[10] = (sum - early) / (n + 1 - half);
  into[11] = worst;
  into[12] = bestStretch;
}

function ofPieces(language: Language, n: number, into: Float64Array): void {
  const pieces = cut(language, symbols, n, ends, prices);
  let cost = 0;
  let longest = 0;
  let next = 0;
  let inLong = 0;
  let single = 0;
  let dearest = 0;
  let dearestLong = 0;
  let cheapestLong = 32;
  let long = 0;
  let meeting = 0;
  for (let i = 0; i < pieces; i++) {
    const end = ends[i] ?? 0;
    const size = end - (i + 1 < pieces ? (ends[i + 1] ?? 0) : 0);
    const price = prices[i] ?? 0;
    cost += price;
    if (size > longest) [longest, next] = [size, longest];
    else if (size > next) next = size;
    if (size === 1) single++;
    if (price > dearest) dearest = price;
    if (size >= LONG) {
      inLong += size;
      long++;
      if (price > dearestLong) dearestLong = price;
      if (price < cheapestLong) cheapestLong = price;
    }
    if (i > 0) meeting += surprises[end] ?? 0;
  }
  into[13] = cost;
  into[14] = cost / Math.max(1, n);
  into[15] = pieces;
  into[16] = n / Math.max(1, pieces);
  into[17] = longest;
  into[18] = next;
  into[19] = inLong / Math.max(1, n);
  into[20] = single / Math.max(1, n);
  into[21] = dearest;
  into[22] = dearestLong;
  into[23] = cheapestLong;
  into[24] = long;
  into[25] = pieces > 1 ? meeting / (pieces - 1) : 0;
  into[26] = (cost - (into[1] ?? 0)) / Math.max(1, n);
}

function ofShape(n: number, into: Float64Array): void {
  counts.fill(0);
  let different = 0;
  let vowels = 0;
  let digits = 0;
  let hyphens = 0;
  let rare = 0;
  let turns = 0;
  let alternations = 0;
  let hexadecimal = 1;
  let [consonantRun, vowelRun, digitRun] = [0, 0, 0];
  let [consonantMost, vowelMost, digitMost] = [0, 0, 0];
  let before = 0;
  for (let i = 0; i < n; i++) {
    const symbol = symbols[i] ?? 0;
    const kind = KINDS[symbol] ?? 0;
    if (counts[symbol] === 0) different++;
    counts[symbol] = (counts[symbol] ?? 0) + 1;
    const isVowel = kind === 1;
    const isDigit = kind === 4;
    const isConsonant = kind === 2 || kind === 3;
    if (isVowel) vowels++;
    if (isDigit) digits++;
    if (kind === 5) hyphens++;
    if (kind === 3) rare++;
    if (!isDigit && symbol > 6) hexadecimal = 0;
    if (before !== 0 && isDigit !== (before === 4) && kind !== 5 && before !== 5) turns++;
    if ((isVowel && (before === 2 || before === 3)) || (isConsonant && before === 1)) alternations++;
    consonantRun = isConsonant ? consonantRun + 1 : 0;
    vowelRun = isVowel ? vowelRun + 1 : 0;
    digitRun = isDigit ? digitRun + 1 : 0;
    if (consonantRun > consonantMost) consonantMost = consonantRun;
    if (vowelRun > vowelMost) vowelMost = vowelRun;
    if (digitRun > digitMost) digitMost = digitRun;
    before = kind;
  }
  let entropy = 0;
  for (let symbol = 1; symbol < 38; symbol++) {
    const count = counts[symbol] ?? 0;
    if (count > 0) entropy += (LOGS[count] ?? 0) * count;
  }
  const whole = Math.max(1, n);
  into[27] = (LOGS[whole] ?? 0) - entropy / whole;
  into[28] = different / whole;
  into[29] = vowels / whole;
  into[30] = digits / whole;
  into[31] = turns;
  into[32] = hyphens;
  into[33] = consonantMost;
  into[34] = vowelMost;
  into[35] = digitMost;
  into[36] = rare / whole;
  into[37] = alternations / whole;
  into[38] = hexadecimal;
}

function ofFamiliarity(language: Language, n: number, into: Float64Array): void {
  familiarityOf(language, symbols, n, familiarity);
  let sum = 0;
  let least = 15;
  let never = 0;
  for (let i = 2; i <= n; i++) {
    const level = familiarity[i] ?? 0;
    sum += level;
    if (level < least) least = level;
    if (level === 0) never++;
  }
  into[40] = sum / Math.max(1, n - 1);
  into[41] = least;
  into[42] = never;
}

const LOGS = Float64Array.from({ length: LABEL_MAX + 1 }, (_, n) => (n === 0 ? 0 : Math.log2(n)));
