import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { textOf, type Line } from './line.ts';
import { cut } from './width.ts';

/**
 * The output of a command: data on stdout and messages on stderr, so that data can be piped while messages are read.
 */
export interface Terminal {
  /** Data: a line on stdout. */
  out(line: Line): void;
  /** Data: many lines, written no faster than the reader of stdout takes them. */
  outAll(lines: Iterable<Line>): Promise<void>;
  /** A message: a line on stderr, unless quiet. */
  talk(line: Line): void;
  /** Errors, which are printed even with `--quiet`. */
  complain(line: string): void;
  /**
   * Progress: on a terminal one line that is overwritten, ten times a second at most; elsewhere nothing, as it would be
   * many lines. The text is computed only when it is shown.
   */
  progress(line: () => string): void;
  /** True when messages are dropped, so that expensive ones need not be computed. */
  readonly silent: boolean;
  /** The same terminal without messages: data and errors only. */
  quiet(quiet: boolean | undefined): Terminal;
  /**
   * Width of stdout in columns; undefined when it is no terminal. A terminal that reports no width gets the usual one.
   */
  readonly columns: number | undefined;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface TerminalStreams {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const USUAL_COLUMNS = 80;
const REDRAW_EVERY_MS = 100;
/** Lines are written in pieces of this size: a system call for each would take longer than making the line. */
const PIECE = 64 * 1024;
const ERASE = '\r\x1b[2K';

/**
 * All output goes through here and `textOf`, which makes control characters in texts inert.
 *
 * Colours are used on terminals only, and never when `NO_COLOR` (https://no-color.org) is set.
 */
export function openTerminal({ stdout, stderr, env }: TerminalStreams, silent = false): Terminal {
  const colours = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  let underway = false;
  let nextMs = 0;
  const clear = () => {
    if (underway) stderr.write(ERASE);
    underway = false;
  };
  const write = (line: Line) => {
    stderr.write(`${underway ? ERASE : ''}${textOf(line, false)}\n`);
    underway = false;
  };
  return {
    out(line) {
      clear();
      stdout.write(`${textOf(line, colours)}\n`);
    },
    async outAll(lines) {
      clear();
      let piece = '';
      for (const line of lines) {
        piece += `${textOf(line, colours)}\n`;
        if (piece.length < PIECE) continue;
        if (!stdout.write(piece)) await once(stdout, 'drain');
        piece = '';
      }
      if (piece !== '') stdout.write(piece);
    },
    talk: (line) => void (silent || write(line)),
    complain: write,
    progress(line) {
      if (silent || stderr.isTTY !== true || performance.now() < nextMs) return;
      nextMs = performance.now() + REDRAW_EVERY_MS;
      underway = true;
      stderr.write(`${ERASE}${cut(textOf(line(), false), (stderr.columns || USUAL_COLUMNS) - 1)}`);
    },
    silent,
    quiet: (quiet) => openTerminal({ stdout, stderr, env }, silent || quiet === true),
    columns: stdout.isTTY ? stdout.columns || USUAL_COLUMNS : undefined,
  };
}
