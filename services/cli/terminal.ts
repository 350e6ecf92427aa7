import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { textOf, type Line } from './line.ts';
import { cut } from './width.ts';

/** Where a command speaks: data on stdout, talk on stderr, so that the one can be piped while the other is read. */
export interface Terminal {
  /** Data: a line on stdout. */
  out(line: Line): void;
  /** Data: many lines, no faster than they are taken. */
  outAll(lines: Iterable<Line>): Promise<void>;
  /** Talk: a line on stderr, unless quiet. */
  talk(line: Line): void;
  /** What must be said whatever `--quiet` says: errors. */
  complain(line: string): void;
  /** How far something is: one line that is written over on a terminal, ten times a second at most; elsewhere it would be lines to wade through. The line is only asked for when it is shown. */
  progress(line: () => string): void;
  /** True when talk goes nowhere, so that what takes long to put into words can be left out. */
  readonly silent: boolean;
  /** The same terminal without talk: data and errors only. */
  quiet(quiet: boolean | undefined): Terminal;
  /** Columns that fit stdout; undefined when it is no terminal. One that says it has none is taken to have the usual number. */
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
 * Everything that is said goes through here and `textOf`: whatever a text holds, it only shows.
 *
 * Colours on terminals only, and never with `NO_COLOR` (https://no-color.org) set.
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
