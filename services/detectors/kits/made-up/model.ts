import { FEATURES, featuresOf } from './features.ts';
import { binOf, oddsOf, type Forest } from './forest.ts';
import type { OwnedLabel } from './label.ts';
import type { Language } from './language.ts';

/** How much likelier a program made a label up than somebody chose it: the log of the odds, in nats. */
export interface Odds {
  /** Odds of a label made of random characters. */
  readonly characters: number;
  /** Odds of a label made of words. */
  readonly words: number;
}

/** A language, the thresholds of the features, and a forest for each way to make names up. */
export interface Model {
  readonly language: Language;
  /** How rare public suffixes are, in bits. */
  readonly suffixes: ReadonlyMap<string, number>;
  readonly edges: Float32Array;
  readonly characters: Forest;
  readonly words: Forest;
}

/**
 * The rarity of a suffix in bits. A suffix with hardly any names is rare, except for second levels of a country, of
 * which each country has a dozen.
 */
export function rarityOf(suffix: string, suffixes: Model['suffixes']): number {
  return suffixes.get(suffix) ?? (/^[a-z]{2,4}\.[a-z]{2}$/.test(suffix) ? SECOND_LEVEL : RARE);
}

export const RARE = 14;
const SECOND_LEVEL = 8;

const values = new Float64Array(FEATURES.length);
const bins = new Uint8Array(FEATURES.length);

export function judge({ language, suffixes, edges, characters, words }: Model, { label, suffix }: OwnedLabel): Odds {
  featuresOf(language, label, rarityOf(suffix, suffixes), values);
  for (let feature = 0; feature < values.length; feature++) bins[feature] = binOf(edges, feature, values[feature] ?? 0);
  return { characters: oddsOf(characters, bins), words: oddsOf(words, bins) };
}
