import { isMap, isNode, isPair, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { pairNamed, parseYaml } from './yaml-file.ts';

/**
 * Edits of a YAML text that leave all other letters as they are, comments and layout included. Lines end with a line
 * feed. An edit of unusual YAML may change the wrong data, so callers compare the data before and after.
 */

/**
 * A text with a value at a path of names. Missing sections are added.
 *
 * @returns undefined when a part of the path is no section, or when a comment within the old value would be lost
 */
export function withEntry(text: string, path: readonly string[], value: string): string | undefined {
  const root: unknown = parseYaml(text).contents;
  if (root === null) return `${wholeLines(text)}${blockEntry(path, value, '')}\n`;
  let node: unknown = root;
  for (const [depth, name] of path.entries()) {
    if (!isMap(node)) return undefined;
    const pair = pairNamed(node, name);
    if (pair === undefined) return withNewEntry(text, node, path.slice(depth), value, node === root);
    if (isScalar(pair.value) && pair.value.value === null && depth < path.length - 1) {
      const [start = 0, end = 0] = pair.value.range ?? [];
      const below = path.slice(depth + 1);
      const entry =
        node.flow === true
          ? ` { ${flowEntry(below, value)} }`
          : `\n${blockEntry(below, value, `${indentOf(text, pair)}  `)}`;
      return splice(text, start, end, entry);
    }
    node = pair.value;
  }
  if (!isNode(node) || node.range == null) return undefined;
  // A list or a section of several lines begins behind the colon of its name.
  const start = isBlock(node) ? text.lastIndexOf(':', node.range[0]) + 1 : node.range[0];
  const end = Math.max(start, text.slice(0, endOf(node)).trimEnd().length);
  if (hidesComment(text.slice(start, end))) return undefined;
  return splice(text, start, end, text[start - 1] === ':' ? ` ${value}` : value);
}

/**
 * A text without the entry at a path. Sections below the first name that would be empty are removed too, unless a comment
 * would be lost.
 *
 * @returns undefined when a comment within the value or of another entry would be lost
 */
export function withoutEntry(text: string, path: readonly string[]): string | undefined {
  const chain: { readonly section: YAMLMap; readonly pair: Pair }[] = [];
  let node: unknown = parseYaml(text).contents;
  for (const name of path) {
    const pair = isMap(node) ? pairNamed(node, name) : undefined;
    if (!isMap(node) || pair === undefined) return text;
    chain.push({ section: node, pair });
    node = pair.value;
  }
  let last = chain.pop();
  while (last?.section.items.length === 1 && chain.length > 1) {
    const above = chain.pop();
    if (above === undefined || text.slice(startOf(above.pair), startOf(last.pair)).includes('#')) break;
    last = above;
  }
  if (last === undefined) return text;
  const { section, pair } = last;
  if (section.flow !== true) {
    if (hidesComment(text.slice(startOf(pair), endOf(pair)))) return undefined;
    const start = text.lastIndexOf('\n', startOf(pair) - 1) + 1;
    return splice(text, start, lineEnd(text, endOf(pair)) + 1, '');
  }
  // Between braces, it is unclear which entry a comment belongs to.
  if (hidesComment(text.slice(section.range?.[0], endOf(section)))) return undefined;
  const index = section.items.indexOf(pair);
  const next = section.items[index + 1];
  if (next !== undefined) return splice(text, startOf(pair), startOf(next), '');
  const before = section.items[index - 1];
  return splice(text, before === undefined ? startOf(pair) : endOf(before), endOf(pair), '');
}

/** Whether the text may have a comment. A text on one line has none, because a comment would hide its end. */
function hidesComment(text: string): boolean {
  return text.trimEnd().includes('\n') && text.includes('#');
}

/** Whether a value stands on lines of its own, below its name. */
function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

function withNewEntry(text: string, section: YAMLMap, path: readonly string[], value: string, isRoot: boolean): string {
  if (section.flow === true) {
    const start = (section.range?.[0] ?? 0) + 1;
    return splice(text, start, start, ` ${flowEntry(path, value)}${section.items.length > 0 ? ',' : ' '}`);
  }
  // Comments at the end of the file belong to what is above them.
  if (isRoot) return `${wholeLines(text)}${blockEntry(path, value, '')}\n`;
  const last = section.items.at(-1);
  const at = last === undefined ? text.length : lineEnd(text, endOf(last));
  return splice(text, at, at, `\n${blockEntry(path, value, last === undefined ? '' : indentOf(text, last))}`);
}

function blockEntry(path: readonly string[], value: string, indent: string): string {
  const names = path.map((name, depth) => `${indent}${'  '.repeat(depth)}${nameText(name)}:`);
  return `${names.join('\n')} ${value}`;
}

function flowEntry([name = '', ...below]: readonly string[], value: string): string {
  return `${nameText(name)}: ${below.length === 0 ? value : `{ ${flowEntry(below, value)} }`}`;
}

/** The name as YAML text: YAML would take digits without quotes for a number. */
function nameText(name: string): string {
  return /^\d+$/.test(name) ? `"${name}"` : name;
}

function indentOf(text: string, pair: Pair): string {
  const start = startOf(pair);
  return ' '.repeat(start - text.lastIndexOf('\n', start - 1) - 1);
}

function startOf({ key }: Pair): number {
  return isNode(key) ? (key.range?.[0] ?? 0) : 0;
}

/** Where an entry ends, without what stands behind it on the line. */
function endOf(node: unknown): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value);
  if ((isMap(node) || isSeq(node)) && isBlock(node) && node.items.length > 0) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function lineEnd(text: string, offset: number): number {
  // A text in several lines ends with the end of its last one.
  if (text[offset - 1] === '\n') return offset - 1;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function wholeLines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function splice(text: string, start: number, end: number, instead: string): string {
  return `${text.slice(0, start)}${instead}${text.slice(end)}`;
}
