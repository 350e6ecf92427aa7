import { FEATURES, featuresOf } from '#services/detectors/kits/made-up/features.ts';
import type { OwnedLabel } from '#services/detectors/kits/made-up/label.ts';
import { RARE, rarityOf, type Model } from '#services/detectors/kits/made-up/model.ts';
import { createRandom } from '../../bench/random.ts';
import { MEASURED_PART, partOf } from './benign.ts';
import { binned, boost, edgesOf } from './boost.ts';
import { GENERATORS, suffixes } from './generators.ts';
import { trainLanguage, type TrainedLanguage } from './language-trainer.ts';

/** The size of a training. */
export interface Effort {
  readonly trees: number;
  /** Campaigns of each generator of characters, and of words. */
  readonly campaigns: readonly [characters: number, words: number];
}

const FULL: Effort = { trees: 100, campaigns: [90, 140] };
/** Of ten generated names, this many get a suffix that people use: a rare suffix alone must not decide. */
const ALIKE = 6;
/** Names in a campaign. */
const CAMPAIGN = 100;

/**
 * Trains on names that people chose and on generated names. A name is always scored with a language that did not learn
 * from it, as will be the case in use.
 */
export function train(
  benign: readonly OwnedLabel[],
  seed: number,
  say: (line: string) => void,
  { trees, campaigns }: Effort = FULL,
): Model {
  const learned = benign.filter((name) => partOf(name) !== MEASURED_PART);
  const whole = trainLanguage(labelsOf(learned));
  const parts = [...new Set(learned.map(partOf))].toSorted();
  const crossed = new Map(
    parts.map((part) => [part, trainLanguage(labelsOf(learned.filter((name) => partOf(name) !== part)))]),
  );
  say(`learned ${whole.pieces.length} pieces from ${learned.length} names`);
  const rare = rarity(learned);
  const random = createRandom(seed);
  const words = whole.pieces.filter((piece) => /^[a-z]{4,}$/.test(piece));
  const madeUp = GENERATORS.flatMap((generator) =>
    Array.from({ length: campaigns[generator.head === 'words' ? 1 : 0] }, () => {
      const make = generator.campaign(random, words);
      const suffix = suffixes(random);
      const theirs = () => random.pick(learned).suffix;
      return Array.from({ length: CAMPAIGN }, () => ({
        head: generator.head,
        label: make(),
        suffix: random.below(10) < ALIKE ? theirs() : suffix(),
      }));
    }).flat(),
  ).filter(({ label }) => label.length > 3 && label.length < 64);
  say(`made up ${madeUp.length} names`);
  const values = (
    names: readonly Pick<OwnedLabel, 'label' | 'suffix'>[],
    languageOf: (i: number) => TrainedLanguage,
  ) => {
    const row = new Float64Array(FEATURES.length);
    const all = new Float32Array(names.length * FEATURES.length);
    names.forEach(({ label, suffix }, i) => {
      featuresOf(languageOf(i).language, label, rarityOf(suffix, rare), row);
      all.set(row, i * FEATURES.length);
    });
    return all;
  };
  const of = (part: number): TrainedLanguage => crossed.get(part) ?? whole;
  const chosen = values(learned, (i) => of(partOf(learned[i] ?? { label: '' })));
  const made = values(madeUp, (i) => of(parts[i % parts.length] ?? 0));
  const edges = edgesOf(joined(chosen, made), FEATURES.length);
  const chosenBins = binned(chosen, FEATURES.length, edges);
  const madeBins = binned(made, FEATURES.length, edges);
  const forest = (head: 'characters' | 'words') => {
    const rows = madeUp.flatMap((name, i) => (name.head === head ? [i] : []));
    const bins = new Uint8Array((learned.length + rows.length) * FEATURES.length);
    bins.set(chosenBins);
    rows.forEach((from, i) =>
      bins.set(
        madeBins.subarray(from * FEATURES.length, (from + 1) * FEATURES.length),
        (learned.length + i) * FEATURES.length,
      ),
    );
    const total = learned.length + rows.length;
    const truths = Uint8Array.from({ length: total }, (_, i) => (i < learned.length ? 0 : 1));
    const share = learned.length / rows.length;
    const weights = Float32Array.from({ length: total }, (_, i) => (i < learned.length ? 1 : share));
    const grown = boost({ rows: total, width: FEATURES.length, bins, truths, weights }, trees, random);
    say(`grew ${trees} trees of ${head}`);
    return grown;
  };
  return { language: whole.language, suffixes: rare, edges, characters: forest('characters'), words: forest('words') };
}

function labelsOf(names: readonly OwnedLabel[]): readonly string[] {
  return [...new Set(names.map(({ label }) => label))];
}

/** For each suffix with enough names, its rarity in bits. */
function rarity(names: readonly OwnedLabel[]): Map<string, number> {
  const counts = Map.groupBy(names, ({ suffix }) => suffix);
  const kept = [...counts].filter(([, below]) => below.length >= 10);
  return new Map(
    kept
      .map(
        ([suffix, below]) =>
          [suffix, Math.round(8 * Math.min(RARE, -Math.log2(below.length / names.length))) / 8] as const,
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
