import { Buffer } from 'node:buffer';
import { once } from '#services/model/once.ts';
import type { Forest } from './forest.ts';
import type { Model } from './model.ts';
import { WEIGHTS } from './weights.ts';

/** A model as it is written into a file: numbers in base64, lowest byte first. */
export interface WrittenModel {
  readonly surprises: string;
  readonly prints: string;
  readonly costs: string;
  /** Each with its bits behind it. */
  readonly suffixes: string;
  readonly edges: string;
  readonly characters: WrittenForest;
  readonly words: WrittenForest;
}

interface WrittenForest {
  readonly features: string;
  readonly thresholds: string;
  readonly leaves: string;
}

/** What `scripts/train-dga.ts` trained: see docs/models/made-up-names.md. Read when the first name is judged. */
export const shippedModel = once(() => readModel(WEIGHTS));

export function writeModel({ language, suffixes, edges, characters, words }: Model): WrittenModel {
  return {
    surprises: text(language.surprises),
    prints: text(language.prints),
    costs: text(language.costs),
    suffixes: Array.from(suffixes, ([suffix, bits]) => `${suffix} ${bits}`).join(' '),
    edges: text(edges),
    characters: writeForest(characters),
    words: writeForest(words),
  };
}

export function readModel({ surprises, prints, costs, suffixes, edges, characters, words }: WrittenModel): Model {
  const told = suffixes.split(' ');
  return {
    language: { surprises: bytes(surprises), prints: new Uint16Array(bytes(prints).buffer), costs: bytes(costs) },
    suffixes: new Map(told.flatMap((suffix, i) => (i % 2 === 0 ? [[suffix, Number(told[i + 1])] as const] : []))),
    edges: new Float32Array(bytes(edges).buffer),
    characters: readForest(characters),
    words: readForest(words),
  };
}

function writeForest({ features, thresholds, leaves }: Forest): WrittenForest {
  return { features: text(features), thresholds: text(thresholds), leaves: text(leaves) };
}

function readForest({ features, thresholds, leaves }: WrittenForest): Forest {
  return {
    features: bytes(features),
    thresholds: bytes(thresholds),
    leaves: new Int16Array(bytes(leaves).buffer),
  };
}

function text(numbers: Uint8Array | Uint16Array | Int16Array | Float32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}
