import { Buffer } from 'node:buffer';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { once } from '#services/model/once.ts';
import type { Forest } from './forest.ts';
import type { Model } from './model.ts';
import { WEIGHTS } from './weights.ts';

/** A model as a file holds it: numbers, lowest byte first, deflated and in base64. */
export interface WrittenModel {
  readonly surprises: string;
  readonly fours: string;
  readonly prints: string;
  readonly costs: string;
  /** Each suffix, followed by its bits. */
  readonly suffixes: string;
  readonly edges: string;
  readonly characters: WrittenForest;
  readonly words: WrittenForest;
}

interface WrittenForest {
  readonly nodes: string;
  readonly leaves: string;
}

/**
 * The model that `scripts/train-dga.ts` trained: see docs/models/made-up-names.md. Read when the first name is judged.
 */
export const shippedModel = once(() => readModel(WEIGHTS));

export function writeModel({ language, suffixes, edges, characters, words }: Model): WrittenModel {
  return {
    surprises: text(language.surprises),
    fours: text(language.fours),
    prints: text(language.prints),
    costs: text(language.costs),
    suffixes: Array.from(suffixes, ([suffix, bits]) => `${suffix} ${bits}`).join(' '),
    edges: text(edges),
    characters: writeForest(characters),
    words: writeForest(words),
  };
}

export function readModel({
  surprises,
  fours,
  prints,
  costs,
  suffixes,
  edges,
  characters,
  words,
}: WrittenModel): Model {
  const told = suffixes.split(' ');
  return {
    language: {
      surprises: bytes(surprises),
      fours: bytes(fours),
      prints: new Uint16Array(bytes(prints).buffer),
      costs: bytes(costs),
    },
    suffixes: new Map(told.flatMap((suffix, i) => (i % 2 === 0 ? [[suffix, Number(told[i + 1])] as const] : []))),
    edges: new Float32Array(bytes(edges).buffer),
    characters: readForest(characters),
    words: readForest(words),
  };
}

function writeForest({ nodes, leaves }: Forest): WrittenForest {
  return { nodes: text(nodes), leaves: text(leaves) };
}

function readForest({ nodes, leaves }: WrittenForest): Forest {
  return { nodes: new Uint16Array(bytes(nodes).buffer), leaves: new Int16Array(bytes(leaves).buffer) };
}

function text(numbers: Uint8Array | Uint16Array | Int16Array | Float32Array): string {
  const bytesOf = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return deflateRawSync(bytesOf, { level: 9 }).toString('base64');
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(inflateRawSync(Buffer.from(base64, 'base64')));
}
