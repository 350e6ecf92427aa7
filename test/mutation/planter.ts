import { Instrumenter } from '@stryker-mutator/instrumenter';
import type { Ignorer } from '@stryker-mutator/api/ignore';

/** A small bug in a file. */
export interface Mutant {
  /** The id that turns it on in the code with all bugs. */
  readonly id: string;
  /** The name under which the file was passed in. */
  readonly file: string;
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Start and end of its range in the text. */
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
}

/** The fate of a mutant. */
export interface Fate {
  readonly mutant: Mutant;
  /** The test or example that sees it, or a word for an endless loop; undefined when nothing does. */
  readonly seenBy: string | undefined;
  /** No test executes it. */
  readonly isUnmet?: boolean;
}

export interface Planted {
  /** By file: its code with all bugs in it; a global variable turns one on. */
  readonly codes: ReadonlyMap<string, string>;
  readonly mutants: readonly Mutant[];
}

/** Plants bugs in files, given by name, with all that Stryker knows. */
export async function plant(texts: ReadonlyMap<string, string>, ignorers: readonly Ignorer[]): Promise<Planted> {
  const { files, mutants } = await new Instrumenter(SILENT).instrument(
    Array.from(texts, ([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [...ignorers] },
  );
  const starts = new Map(Array.from(texts, ([name, text]) => [name, startsOf(text)]));
  return {
    codes: new Map(files.map(({ name, content }) => [name, content])),
    mutants: mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(({ id, fileName, mutatorName, replacement, location: { start, end } }) => {
        const offset = ({ line, column }: typeof start) => (starts.get(fileName)?.[line] ?? 0) + column;
        return {
          id,
          file: fileName,
          kind: mutatorName,
          line: start.line + 1,
          column: start.column + 1,
          from: offset(start),
          to: offset(end),
          replacement,
        };
      }),
  };
}

/** The offsets at which lines begin. */
function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
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
