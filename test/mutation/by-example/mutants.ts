import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ignorer } from '@stryker-mutator/api/ignore';
import { plant, type Mutant } from '../planter.ts';
import { Behaviour } from './behaviour.ts';

/** The folder of detectors and their kits. */
export const DETECTORS = fileURLToPath(new URL('../../../services/detectors', import.meta.url));

export interface MutatedFile {
  /** The path below the folder of detectors. */
  readonly file: string;
  readonly text: string;
  /** The code with all bugs in it; a global variable turns one of them on. */
  readonly code: string;
  readonly mutants: readonly Mutant[];
  /** Modules that must be reloaded for a bug that takes effect at load time: the file and all its users, by name. */
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
    const { codes, mutants } = await plant(new Map([[file, this.#textOf(file)]]), [ignorer]);
    return { code: codes.get(file) ?? '', mutants };
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

/** The imports of a file from the folder, except types. */
function importsOf(file: string, text: string): readonly string[] {
  const imports = text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';/gm);
  return Array.from(imports, ([, from = '']) => join(dirname(file), from));
}
