import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

/** Where a command speaks: data on stdout, talk on stderr, so that the one can be piped while the other is read. */
export interface Terminal {
  /** Data: a line on stdout. */
  out(line: string): void;
  /** Data: many lines, no faster than they are taken. */
  outAll(lines: Iterable<string>): Promise<void>;
  /** Talk: a line on stderr, unless quiet. */
  talk(line: string): void;
  /** What must be said whatever `--quiet` says: errors. */
  complain(line: string): void;
  /** How far something is: one line that is written over on a terminal, ten times a second at most; elsewhere a plain line once in ten seconds. The line is only asked for when it is shown. */
  progress(line: () => string): void;
  /** Nobody hears talk: what takes long to tell need not be told. */
  readonly silent: boolean;
  /** The same, silent but for data and complaints. */
  quiet(quiet: boolean | undefined): Terminal;
  paint(style: Style, text: string): string;
  /** Columns that fit stdout; undefined when it is no terminal. */
  readonly columns: number | undefined;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface TerminalStreams {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const PROGRESS_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;
/** A call of the system for each line would take longer than to make it. */
const PIECE = 64 * 1024;
const ERASE = '\r\x1b[2K';

/** Colours on terminals only, and never with `NO_COLOR` (https://no-color.org) set. */
export function openTerminal({ stdout, stderr, env }: TerminalStreams, silent = false): Terminal {
  const colours = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  let underway = false;
  let nextMs = stderr.isTTY ? 0 : performance.now() + PROGRESS_EVERY_MS;
  const clear = () => {
    if (underway) stderr.write(ERASE);
    underway = false;
  };
  const write = (line: string) => {
    stderr.write(`${underway ? ERASE : ''}${printable(line)}\n`);
    underway = false;
  };
  return {
    out(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    async outAll(lines) {
      clear();
      let piece = '';
      for (const line of lines) {
        piece += `${line}\n`;
        if (piece.length < PIECE) continue;
        if (!stdout.write(piece)) await once(stdout, 'drain');
        piece = '';
      }
      if (piece !== '') stdout.write(piece);
    },
    talk: (line) => void (silent || write(line)),
    complain: write,
    progress(line) {
      if (silent || performance.now() < nextMs) return;
      nextMs = performance.now() + (stderr.isTTY ? REDRAW_EVERY_MS : PROGRESS_EVERY_MS);
      if (!stderr.isTTY) return write(line());
      underway = true;
      stderr.write(`${ERASE}${printable(line()).slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    silent,
    quiet: (quiet) => openTerminal({ stdout, stderr, env }, silent || quiet === true),
    paint: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
    columns: stdout.isTTY ? stdout.columns : undefined,
  };
}

/** Text from logs and file names may hold terminal commands; printed, it must not give them. */
export function printable(text: string): string {
  return text.replace(/(?!\n)\p{Cc}+/gu, ' ');
}
