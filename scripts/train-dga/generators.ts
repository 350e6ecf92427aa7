import type { Random } from '../../bench/random.ts';

/**
 * Thirty kinds of name generators. For every campaign, each draws its own lengths, alphabets and word pieces. None is
 * that of real malware, but the names share its main property: nobody chose them.
 */
export interface Generator {
  readonly name: string;
  readonly head: 'characters' | 'words';
  /** Draws the parameters of a campaign. @param words that occur in names by people */
  campaign(random: Random, words: readonly string[]): () => string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const VOWELS = 'aeiou';
const CONSONANTS = 'bcdfghjklmnpqrstvwxyz';
/** Letters by their frequency in English, in percent. */
const ENGLISH = 'eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbvk';

export const GENERATORS: readonly Generator[] = [
  characters('letters', (random) => ofAlphabet(random, LETTERS, 6, 22)),
  characters('letters, short', (random) => ofAlphabet(random, LETTERS, 5, 9)),
  characters('letters, long', (random) => ofAlphabet(random, LETTERS, 16, 34)),
  characters('letters of one length', (random) => fixed(random, LETTERS, between(random, 6, 20))),
  characters('letters and digits', (random) => ofAlphabet(random, LETTERS + DIGITS, 7, 24)),
  characters('letters and digits of one length', (random) => fixed(random, LETTERS + DIGITS, between(random, 8, 30))),
  characters('letters and digits, long', (random) => ofAlphabet(random, LETTERS + DIGITS, 20, 45)),
  characters('hexadecimal', (random) => fixed(random, '0123456789abcdef', random.pick([8, 8, 10, 12, 16, 16, 20, 32]))),
  characters('base32', (random) => fixed(random, `${LETTERS}234567`, between(random, 10, 26))),
  characters('some of the letters', (random) => {
    const size = between(random, 6, 14);
    return ofAlphabet(random, shuffled(random, LETTERS).slice(0, size), 8, 20);
  }),
  characters('some letters more than others', (random) => {
    const weighted = [...LETTERS].map((letter) => letter.repeat(1 + random.below(6) * random.below(6))).join('');
    return ofAlphabet(random, weighted, 6, 18);
  }),
  characters('letters as English has them', (random) => ofAlphabet(random, ENGLISH, 7, 18)),
  characters('consonants, seldom a vowel', (random) => ofAlphabet(random, CONSONANTS.repeat(2) + VOWELS, 6, 16)),
  characters('consonant and vowel in turn', (random) => syllables(random, ['cv'], 3, 6)),
  characters('consonant and vowel, an end', (random) => syllables(random, ['cv', 'cv', 'cvc', 'vc'], 2, 5)),
  characters('syllables of any kind', (random) => syllables(random, ['cv', 'vc', 'cvc', 'cvv', 'ccv', 'v'], 3, 7)),
  characters('syllables and digits', (random) => {
    const word = syllables(random, ['cv', 'cvc'], 2, 4);
    return () => word() + random.below(random.pick([10, 100, 1000]));
  }),
  characters('letters by a walk', (random) => {
    const step = random.pick([3, 5, 7, 9, 11, 15]);
    const add = random.below(25);
    const length = span(random, 8, 18);
    return () => {
      let at = random.below(26);
      return times(length(), () => {
        at = (at * step + add + random.below(4)) % 26;
        return LETTERS.charAt(at);
      });
    };
  }),
  characters('letter and number in turn', (random) => {
    const pairs = span(random, 4, 14);
    return () => times(pairs(), () => random.pick([...LETTERS]) + random.below(random.pick([10, 70])));
  }),
  characters('a word with its letters stirred', (random, list) => () => {
    const long = random.pick(list) + random.pick(list);
    return shuffled(random, long.slice(0, between(random, 7, 14)));
  }),
  characters('a stem and a tail', (random, list) => {
    const stem = random.below(2) === 0 ? random.pick(list).slice(0, 4) : fixed(random, LETTERS, 3)();
    const tail = ofAlphabet(random, LETTERS + (random.below(2) === 0 ? DIGITS : ''), 4, 12);
    return random.below(2) === 0 ? () => stem + tail() : () => tail() + stem;
  }),
  characters('letters after one another as in names', (random, list) => {
    const after = Map.groupBy(
      list.flatMap((word) => Array.from(word, (letter, i) => [letter, word.charAt(i + 1)] as const)),
      ([letter]) => letter,
    );
    const length = span(random, 6, 14);
    return () => {
      let letter = random.pick([...LETTERS]);
      return times(length(), () => {
        const before = letter;
        letter = random.pick(after.get(before) ?? [['', 'a']])[1] || random.pick([...LETTERS]);
        return before;
      });
    };
  }),
  characters('two halves', (random) => {
    const half = ofAlphabet(random, LETTERS + (random.below(2) === 0 ? DIGITS : ''), 3, 9);
    const hyphen = random.below(4) === 0 ? '-' : '';
    return () => half() + hyphen + half();
  }),
  words('two words', (random, list) => joined(random, list, 2, 2)),
  words('two or three words', (random, list) => joined(random, list, 2, 3)),
  words('words up to a length', (random, list) => joined(random, list, 3, 5)),
  words('words with hyphens', (random, list) => joined(random, list, 2, 3, '-')),
  words('words cut anywhere', (random, list) => {
    const text = joined(random, list, 4, 6);
    return () => {
      const whole = text();
      const at = random.below(4);
      return whole.slice(at, at + between(random, 11, 24));
    };
  }),
  words('a word and half a word', (random, list) => () => {
    const half = random.pick(list);
    return random.pick(list) + half.slice(0, Math.max(2, half.length >> 1));
  }),
  words('a long word whose head changes', (random, list) => {
    const tail = joined(random, list, 2, 3)().slice(3);
    const head = fixed(random, LETTERS, between(random, 3, 5));
    return () => head() + tail;
  }),
];

/** Suffixes that campaigns use, most of them cheap. */
const USUAL =
  'com com com com net net org info biz ru cc me in eu su pw top xyz tk cn co.uk online site club live'.split(' ');
/** Rarely used suffixes: small countries, customers of dynamic DNS, top-level domains without registrations. */
const UNUSUAL = (
  'ac ag am bz cx dm fm ga gs hn kz la lc li mn ms mu mx nf nu sc sh sx tj tl to tv tw ug us vc vg ws kg by ' +
  'duckdns.org duckdns.org hopto.org hopto.org mooo.com mooo.com bit bazar lib emc'
).split(' ');

/** The suffixes of a campaign: one, or several. */
export function suffixes(random: Random): () => string {
  const from = random.below(8) === 0 ? [...UNUSUAL, ...USUAL.slice(0, 8)] : USUAL;
  const some = Array.from({ length: 1 + random.below(5) }, () => random.pick(from));
  return () => random.pick(some);
}

function characters(name: string, campaign: Generator['campaign']): Generator {
  return { name, head: 'characters', campaign };
}

function words(name: string, campaign: Generator['campaign']): Generator {
  return { name, head: 'words', campaign };
}

function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

/** A range within the given one, drawn once: campaigns have narrow ranges more often than wide ones. */
function span(random: Random, least: number, most: number): () => number {
  const low = between(random, least, most);
  const high = Math.min(most, low + random.below(8));
  return () => between(random, low, high);
}

function times(count: number, make: () => string | number): string {
  return Array.from({ length: count }, make).join('');
}

function ofAlphabet(random: Random, alphabet: string, least: number, most: number): () => string {
  const length = span(random, least, most);
  return () => times(length(), () => alphabet.charAt(random.below(alphabet.length)));
}

function fixed(random: Random, alphabet: string, length: number): () => string {
  return () => times(length, () => alphabet.charAt(random.below(alphabet.length)));
}

function shuffled(random: Random, text: string): string {
  const letters = [...text];
  for (let i = letters.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [letters[i], letters[j]] = [letters[j] ?? '', letters[i] ?? ''];
  }
  return letters.join('');
}

function syllables(random: Random, shapes: readonly string[], least: number, most: number): () => string {
  const count = span(random, least, most);
  const consonants = shuffled(random, CONSONANTS).slice(0, between(random, 12, CONSONANTS.length));
  const letter = (kind: string): string =>
    kind === 'v' ? VOWELS.charAt(random.below(5)) : consonants.charAt(random.below(consonants.length));
  return () => times(count(), () => [...random.pick(shapes)].map(letter).join(''));
}

/** Words from a list that belongs to the campaign, as malware carries one. */
function joined(random: Random, all: readonly string[], least: number, most: number, by = ''): () => string {
  const list = Array.from({ length: random.pick([40, 400, 1500]) }, () => random.pick(all));
  return () => Array.from({ length: between(random, least, most) }, () => random.pick(list)).join(by);
}
