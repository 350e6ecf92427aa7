import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ignorer } from '@stryker-mutator/api/ignore';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { Behaviour } from './behaviour.ts';

/** Where detectors and their kits are. */
export const DETECTORS = fileURLToPath(new URL('../../../services/detectors', import.meta.url));

/** A small bug in a file. */
export interface Mutant {
  /** Turns it on in the file with all of them. */
  readonly id: string;
  readonly kind: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Where in the text it begins and ends. */
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
}

export interface MutatedFile {
  /** Below the folder of detectors. */
  readonly file: string;
  readonly text: string;
  /** With all bugs in it, of which a global variable turns one on. */
  readonly code: string;
  readonly mutants: readonly Mutant[];
  /** What has to be loaded again for a bug that works while a module is loaded: the file and all that use it, by name. */
  readonly users: readonly string[];
}

/** Plants bugs in files of detectors and kits, with all that Stryker knows. */
export class Planter {
  readonly files = globSync('**/*.ts', { cwd: DETECTORS }).toSorted();
  readonly #texts = new Map(this.files.map((file) => [file, readFileSync(join(DETECTORS, file), 'utf8')]));
  readonly #behaviour = new Behaviour();
  #isNoted = false;

  async plant(file: string): Promise<MutatedFile> {
    if (!this.#isNoted) for (const each of this.files) await this.#instrument(each, this.#behaviour.noting(each));
    this.#isNoted = true;
    const { code, mutants } = await this.#instrument(file, this.#behaviour.ignoring(file));
    return { file, text: this.#textOf(file), code, mutants, users: this.#usersOf(file) };
  }

  async #instrument(file: string, ignorer: Ignorer): Promise<Pick<MutatedFile, 'code' | 'mutants'>> {
    const text = this.#textOf(file);
    const { files, mutants } = await new Instrumenter(SILENT).instrument(
      [{ name: join(DETECTORS, file), mutate: true, content: text }],
      { plugins: null, excludedMutations: [], ignorers: [ignorer] },
    );
    const lines = text.split('\n');
    const starts = lines.map((_, i) => lines.slice(0, i).reduce((sum, line) => sum + line.length + 1, 0));
    const offset = ({ line, column }: { readonly line: number; readonly column: number }) =>
      (starts[line] ?? 0) + column;
    return {
      code: files[0]?.content ?? '',
      mutants: mutants
        .filter(({ status }) => status !== 'Ignored')
        .map(({ id, mutatorName, replacement, location: { start, end } }) => ({
          id,
          kind: mutatorName,
          line: start.line + 1,
          column: start.column + 1,
          from: offset(start),
          to: offset(end),
          replacement,
        })),
    };
  }

  #usersOf(file: string): readonly string[] {
    const users = new Set([file]);
    for (const used of users)
      for (const [each, text] of this.#texts) if (importsOf(each, text).includes(used)) users.add(each);
    return [...users];
  }

  #textOf(file: string): string {
    const text = this.#texts.get(file);
    if (text === undefined) throw new Error(`${file} is not there.`);
    return text;
  }
}

/** What a file imports of the folder, but for types. */
function importsOf(file: string, text: string): readonly string[] {
  const imports = text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';/gm);
  return Array.from(imports, ([, from = '']) => join(dirname(file), from));
}

const nothing = () => undefined;
const no = () => false;
const SILENT = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
};
