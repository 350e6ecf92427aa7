import { styleText } from 'node:util';
import { inert, inertJson } from '#services/model/inert.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Text with a style. The style is kept apart from the text, so that all text can be made inert, wherever it comes from. */
export class Painted {
  readonly style: Style;
  readonly text: string;
  constructor(style: Style, text: string) {
    this.style = style;
    this.text = text;
  }
}

/** A value that is printed as a line of JSON: complete and unchanged. */
export class Json {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

export type Cell = string | Painted;
/** A line of output; control characters in its texts are made inert. */
export type Line = Cell | readonly Cell[] | Json;

/** Longer texts are cut for display: an attacker can choose names of any length. */
const TEXT_MAX = 4000;

/** The text to write for a line. @param colours whether styles become escape sequences */
export function textOf(line: Line, colours: boolean): string {
  if (line instanceof Json) return inertJson(JSON.stringify(line.value));
  if (typeof line === 'string') return shown(line);
  if (line instanceof Painted)
    return colours ? styleText(line.style, shown(line.text), { validateStream: false }) : shown(line.text);
  return line.map((cell) => textOf(cell, colours)).join('');
}

/** Cuts first, because the time for making a text inert grows with its length. */
function shown(text: string): string {
  return text.length <= TEXT_MAX ? inert(text) : `${inert(text.slice(0, TEXT_MAX))}…`;
}
