import { createHash } from 'node:crypto';
import { CheckStatus, type Checker, type CheckResult } from '@stryker-mutator/api/check';
import type { Mutant } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * Lets only a sample of a room's mutants be run: a whole room takes hours. Stryker asks checkers which mutants are worth
 * running and counts the others in no score. The same seed over the same source chooses the same mutants.
 */
class Sample implements Checker {
  #chosen: ReadonlySet<string> = new Set();

  async init(): Promise<void> {}

  /** Stryker hands over all mutants at once here. */
  async group(mutants: readonly Mutant[]): Promise<string[][]> {
    const { MUTATION_SAMPLE: size, MUTATION_SEED: seed } = process.env;
    const drawn = mutants
      .map((mutant) => ({ id: mutant.id, lot: lotOf(mutant, seed ?? '') }))
      .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
      .map(({ id }) => id);
    this.#chosen = new Set(size === undefined ? drawn : drawn.slice(0, Number(size)));
    return [drawn];
  }

  async check(mutants: readonly Mutant[]): Promise<Record<string, CheckResult>> {
    return Object.fromEntries(
      mutants.map(({ id }): [string, CheckResult] => [
        id,
        this.#chosen.has(id)
          ? { status: CheckStatus.Passed }
          : { status: CheckStatus.CompileError, reason: 'Not in the sample.' },
      ]),
    );
  }
}

function lotOf({ fileName, location: { start, end }, mutatorName, replacement }: Mutant, seed: string): string {
  // Within the repository, wherever that is checked out.
  const file = /\b(?:services|db|graphql)\/.*$/.exec(fileName.replaceAll('\\', '/'))?.[0] ?? fileName;
  const place = [start.line, start.column, end.line, end.column];
  return drawnLot([seed, file, place, mutatorName, replacement]);
}

/** The same for the same; the lowest are chosen. */
export function drawnLot(of: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
