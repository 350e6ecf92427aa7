// Logs for measurements: of realistic size, variety and repetition, generated from a seed, stored under build/bench.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { alarmFile } from './alarm-corpus.ts';
import { cloudTrailFile } from './cloudtrail-corpus.ts';
import { flowFile } from './flow-corpus.ts';
import { createRandom } from './random.ts';

export interface CorpusOptions {
  readonly kind: 'cloudtrail' | 'flow' | 'alarm';
  readonly files: number;
  readonly recordsPerFile: number;
  readonly seed: number;
}

const FOLDER = fileURLToPath(new URL('../build/bench', import.meta.url));
const WRITERS = { cloudtrail: cloudTrailFile, flow: flowFile, alarm: alarmFile };

/**
 * The folder with the files, in gzip as AWS delivers them; made on first use, and again when the generators changed.
 */
export function corpus(options: CorpusOptions): string {
  const { kind, files, recordsPerFile, seed } = options;
  const folder = join(FOLDER, `${kind}-${files}x${recordsPerFile}-${seed}-${version(kind)}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.making-${process.pid}`;
  mkdirSync(making, { recursive: true });
  const random = createRandom(seed);
  const write = WRITERS[kind];
  for (let file = 0; file < files; file++) {
    const name = `${String(file).padStart(5, '0')}.${kind === 'flow' ? 'log' : 'json'}.gz`;
    writeFileSync(join(making, name), gzipSync(write(random, recordsPerFile)));
  }
  renameSync(making, folder);
  return folder;
}

/** Paths of a corpus' files, in order. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

function version(kind: CorpusOptions['kind']): string {
  const hash = createHash('sha256');
  for (const name of [`${kind}-corpus.ts`, 'random.ts']) hash.update(readFileSync(new URL(name, import.meta.url)));
  return hash.digest('hex').slice(0, 8);
}
