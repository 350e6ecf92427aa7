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

/** A value that is a line of JSON: nothing of it may be left out or changed. */
export class Json {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

export type Cell = string | Painted;
/** What a terminal shows as one line, whatever the texts hold. */
export type Line = Cell | readonly Cell[] | Json;

/** Longer texts are cut when they are shown: a name may have as many letters as an attacker likes. */
const TEXT_MAX = 4000;

export function textOf(line: Line, colours: boolean): string {
  if (line instanceof Json) return inertJson(JSON.stringify(line.value));
  if (typeof line === 'string') return shown(line);
  if (line instanceof Painted)
    return colours ? styleText(line.style, shown(line.text), { validateStream: false }) : shown(line.text);
  return line.map((cell) => textOf(cell, colours)).join('');
}

/** Cut before it is made inert, which takes time by its length. */
function shown(text: string): string {
  return text.length <= TEXT_MAX ? inert(text) : `${inert(text.slice(0, TEXT_MAX))}…`;
}
