import { ownedLabel, type OwnedLabel } from '#services/detectors/kits/made-up/label.ts';
import { surprisesOf, symbolOf } from '#services/detectors/kits/made-up/language.ts';
import { judge } from '#services/detectors/kits/made-up/model.ts';
import { shippedModel } from '#services/detectors/kits/made-up/shipped-model.ts';
import { MEASURED_PART, partOf } from '../../scripts/train-dga/benign.ts';
import { GENERATORS, suffixes } from '../../scripts/train-dga/generators.ts';
import { trainLanguage } from '../../scripts/train-dga/language-trainer.ts';
import { createRandom } from '../random.ts';
import type { Family } from './dns-data.ts';

/** Accepted false-positive rates: shares of names by people that would count as generated. */
export const RATES = [0.01, 0.001] as const;

/** Detection rates for each family, at each of `RATES`. */
export interface Told {
  readonly judge: string;
  readonly families: readonly {
    readonly family: string;
    readonly names: number;
    readonly shares: readonly number[];
    /** The shares if other names by people set the thresholds, by sample: as many as `RESAMPLES`. */
    readonly resampled: readonly (readonly number[])[];
  }[];
}

export type Judge = (name: OwnedLabel) => number;

/** Judges of single names: Vedette's own, and naive Bayes on three letters, which is the usual method. */
export function judges(
  benign: readonly OwnedLabel[],
): Readonly<Record<'characters' | 'words' | 'naive Bayes on three letters', Judge>> {
  const model = shippedModel();
  return {
    characters: (name) => judge(model, name).characters,
    words: (name) => judge(model, name).words,
    'naive Bayes on three letters': naiveBayes(benign.filter((name) => partOf(name) !== MEASURED_PART)),
  };
}

/** Evaluates the judges on names that were not used for training. */
export function measureNames(
  name: string,
  judgeOf: Judge,
  benign: readonly OwnedLabel[],
  families: readonly Family[],
): Told {
  const measured = benign.filter((each) => partOf(each) === MEASURED_PART);
  const scores = Float64Array.from(measured, judgeOf).toSorted().toReversed();
  const places = RATES.map((rate) => Math.floor(rate * scores.length));
  const resamples = resampledPlaces(places, scores.length);
  const thresholds = (at: readonly number[]): readonly number[] => at.map((place) => scores[place] ?? Infinity);
  return {
    judge: name,
    families: families.map(({ name: family, names }) => {
      const of = Float64Array.from(names, (each) => {
        const owned = ownedLabel(each);
        return owned === undefined ? -Infinity : judgeOf(owned);
      }).toSorted();
      const sharesAbove = (at: readonly number[]): readonly number[] =>
        thresholds(at).map((threshold) => shareAbove(of, threshold));
      return { family, names: names.length, shares: sharesAbove(places), resampled: resamples.map(sharesAbove) };
    }),
  };
}

/** The number of bootstrap samples. */
export const RESAMPLES = 200;

/** For each of `RESAMPLES` bootstrap samples, which places of the whole stand at these places of the sample. */
function resampledPlaces(places: readonly number[], size: number): readonly (readonly number[])[] {
  const random = createRandom(size);
  return Array.from({ length: RESAMPLES }, () => {
    const sample = Uint32Array.from({ length: size }, () => random.below(size)).toSorted();
    return places.map((place) => sample[place] ?? size);
  });
}

/** @param scores the lowest first */
function shareAbove(scores: Float64Array, threshold: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scores[middle] ?? 0) > threshold) high = middle;
    else low = middle + 1;
  }
  return (scores.length - low) / scores.length;
}

/** Score of a character: its surprise in the language of people, minus that in the language of the generators. */
function naiveBayes(benign: readonly OwnedLabel[]): Judge {
  const random = createRandom(1);
  const words = ['cloud', 'garden', 'market', 'travel', 'silver'];
  const made = GENERATORS.filter(({ head }) => head === 'characters').flatMap((generator) =>
    Array.from({ length: 20 }, () => {
      const make = generator.campaign(random, words);
      suffixes(random);
      return Array.from({ length: 50 }, make);
    }).flat(),
  );
  const theirs = trainLanguage([...new Set(benign.map(({ label }) => label))].filter((_, i) => i % 4 === 0)).language;
  const ours = trainLanguage(made.filter((label) => label.length < 64)).language;
  const symbols = new Uint8Array(64);
  const bits = new Float64Array(64);
  const of = (language: typeof theirs, label: string): number => {
    for (let i = 0; i < label.length; i++) symbols[i] = symbolOf(label.charCodeAt(i));
    surprisesOf(language, symbols, label.length, bits);
    return bits.subarray(0, label.length + 1).reduce((sum, bit) => sum + bit, 0);
  };
  return ({ label }) => of(theirs, label) - of(ours, label);
}

/** Number of names, in the form that logs have, that are judged in a second. */
export function namesASecond(benign: readonly OwnedLabel[]): number {
  const names = benign.slice(0, 50_000).map(({ label, suffix }) => `${label}.${suffix}`);
  const model = shippedModel();
  const round = (): number => {
    const begin = process.cpuUsage().user;
    for (const name of names) {
      const owned = ownedLabel(name);
      if (owned !== undefined) judge(model, owned);
    }
    return names.length / ((process.cpuUsage().user - begin) / 1e6);
  };
  round();
  return Math.max(round(), round(), round());
}
