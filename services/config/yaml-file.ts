import { reasonOf } from '#services/model/sentence.ts';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Mistake } from './mistakes.ts';

/** The data of a YAML text, and a way to find the place of a part in the text. */
export interface YamlFile {
  readonly data: unknown;
  /** Syntax errors, as `3:7: sentence`. */
  readonly mistakes: readonly string[];
  /** Mistakes in the order of the text, each with its place, as `3:7: sentence`. */
  placed(mistakes: readonly Mistake[]): readonly string[];
}

/** Far longer than the file of any organization. */
const LENGTH_MAX = 1_000_000;
/** Maximum of references: with more, a text of a few lines can expand to gigabytes ("billion laughs"). */
const ALIASES_MAX = 100;

/** Reads YAML 1.2 with its core types and no others, so that values are what they look like. */
export function readYaml(text: string): YamlFile {
  if (text.length > LENGTH_MAX)
    return unusable(`1:1: The file has ${text.length} characters; the limit is ${LENGTH_MAX}.`);
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  try {
    const document = parseYaml(text, lines);
    // A warning is an unknown tag: the value would not mean what its author intended.
    const mistakes = [...document.errors, ...document.warnings].map(
      ({ pos: [offset], message }) => `${at(offset)}: ${message.replace(/\.?$/, '.')}`,
    );
    const data: unknown = mistakes.length > 0 ? undefined : withoutNulls(document.toJS({ maxAliasCount: ALIASES_MAX }));
    return {
      data,
      mistakes,
      placed: (all) =>
        all
          .map((mistake) => ({ offset: offsetOf(document, mistake), sentence: mistake.sentence }))
          .toSorted((a, b) => a.offset - b.offset)
          .map(({ offset, sentence }) => `${at(offset)}: ${sentence}`),
    };
  } catch (error) {
    return unusable(`1:1: ${reasonOf(error)}.`);
  }
}

/** The text as nodes, with its comments. */
export function parseYaml(text: string, lineCounter = new LineCounter()): Document.Parsed {
  return parseDocument(text, { version: '1.2', schema: 'core', lineCounter, prettyErrors: false });
}

/** The entry of a section by its name, which YAML may take for a number. */
export function pairNamed({ items }: YAMLMap, name: string | number): Pair | undefined {
  return items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(name));
}

function unusable(mistake: string): YamlFile {
  return { data: undefined, mistakes: [mistake], placed: () => [] };
}

/**
 * A name without a value counts as not set, like an empty environment variable: comments may have emptied its section.
 */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** The offset of the value or name at the end of a path; of the last part that exists when the text lacks the rest. */
function offsetOf(document: Document.Parsed, { path, ofName }: Mistake): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = pairNamed(node, step);
      const isLast = index === path.length - 1;
      node = pair?.value;
      offset = (isLast && ofName ? undefined : startOf(node)) ?? startOf(pair?.key) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
