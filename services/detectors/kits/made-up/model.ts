import { FEATURES, featuresOf } from './features.ts';
import { binOf, oddsOf, type Forest } from './forest.ts';
import type { OwnedLabel } from './label.ts';
import type { Language } from './language.ts';

/** How much likelier it is that a program made a label up than that somebody chose it: log of the odds, nats. */
export interface Odds {
  /** Of characters. */
  readonly characters: number;
  /** Of words. */
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

/** Bits of a suffix. What hardly any name stands below is rare, but no second level of a country: each has a dozen. */
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
