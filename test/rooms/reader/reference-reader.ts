// The reader's specification in the simplest code: parse, walk, split. It is slow, and obviously correct.
import { isIP } from 'node:net';
import { ABSENT, flowKind, type FlowKind, type FlowPlan, type JsonPlan } from '#services/reader/plan.ts';

export interface Expected {
  readonly rows: readonly ExpectedRow[];
  /** Position, start and size. */
  readonly rejected: readonly (readonly [number, number, number])[];
  /** Fields whose codes are numbers, not ids. */
  readonly numbers: ReadonlySet<string>;
}

export interface ExpectedRow {
  readonly position: number;
  /** The record's text; undefined: not compared. */
  readonly text: string | undefined;
  readonly start: number | undefined;
  /** Ids and numbers, by field. */
  readonly codes: Readonly<Record<string, number>>;
  /** Values of slices, by field. */
  readonly parts: Readonly<Record<string, unknown>>;
}

const NONE: ReadonlySet<string> = new Set();

/** Ids by field, in the order of first appearance, over all texts that one reader has read. */
export class ReferenceReader {
  readonly dictionaries = new Map<string, Map<string, number>>();

  /** @returns undefined unless the text is `{"Records":[…]}` of objects, with that key alone and in that spelling */
  records(text: Uint8Array, plan: JsonPlan): Expected | undefined {
    const [, list] = /^[ \t\r\n]*\{[ \t\r\n]*"Records"[ \t\r\n]*:([^]*)\}[ \t\r\n]*$/.exec(decode(text)) ?? [];
    const values = list === undefined ? undefined : parse(list);
    if (!Array.isArray(values) || !values.every(isObject)) return undefined;
    const rows = values.map((value, position) => this.#row(plan, value, position));
    return { rows, rejected: [], numbers: NONE };
  }

  lines(text: Uint8Array, plan: JsonPlan): Expected {
    const rows: ExpectedRow[] = [];
    const rejected: [number, number, number][] = [];
    for (const { line, position, start, size } of linesOf(text)) {
      if (/^[ \t\r]*$/.test(line)) continue;
      const value = parse(line);
      if (isObject(value)) rows.push({ ...this.#row(plan, value, position), text: line, start });
      else rejected.push([position, start, size]);
    }
    return { rows, rejected, numbers: NONE };
  }

  flow(text: Uint8Array, { fields, wanted }: FlowPlan): Expected {
    const rows: ExpectedRow[] = [];
    const rejected: [number, number, number][] = [];
    for (const { line, latin, position, start, size } of linesOf(text)) {
      const words = latin.split(/[ \t\r]+/).filter((word) => word !== '');
      if (words.length === 0 || words.join(' ') === fields.join(' ')) continue;
      const asked = [...new Set(fields)].filter((field) => wanted.includes(field));
      const valueOf = (field: string): string => words[fields.indexOf(field)] ?? '';
      const good =
        words.length === fields.length &&
        !words.some((word) => [...word].some((c) => c <= ' ')) &&
        words.every((word, i) => fields[i] !== 'log-status' || word === 'OK') &&
        asked.every((field) => fits(flowKind(field), valueOf(field)));
      if (good) {
        const codes = Object.fromEntries(asked.map((field) => [field, this.#flowCode(field, valueOf(field))]));
        rows.push({ position, text: line, start, codes, parts: {} });
      } else rejected.push([position, start, size]);
    }
    const numbers = fields.filter((field) => ['small', 'number', 'large'].includes(flowKind(field)));
    return { rows, rejected, numbers: new Set(numbers) };
  }

  #row(plan: JsonPlan, record: object, position: number): ExpectedRow {
    const codes: Record<string, number> = {};
    const parts: Record<string, unknown> = {};
    for (const { name, path, kind } of plan) {
      const value = path.reduce<unknown>(
        (found, key) => (isObject(found) && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined),
        record,
      );
      if (kind === 'slice') parts[name] = value ?? undefined;
      else if (typeof value === 'string') codes[name] = this.#intern(path.join('.'), value.toWellFormed());
      else if (typeof value === 'number' || typeof value === 'boolean')
        codes[name] = this.#intern(path.join('.'), JSON.stringify(value));
      else codes[name] = 0;
    }
    return { position, text: undefined, start: undefined, codes, parts };
  }

  #flowCode(field: string, word: string): number {
    const kind = flowKind(field);
    if (kind === 'text') return word === '-' ? 0 : this.#intern(field, word);
    if (kind === 'address' || kind === 'packet-address') return word === '-' ? 0 : this.#intern('address', word);
    return word === '-' ? (kind === 'small' ? ABSENT : Number.NaN) : Number(word);
  }

  #intern(name: string, text: string): number {
    const ids = this.dictionaries.get(name) ?? new Map<string, number>();
    this.dictionaries.set(name, ids);
    const id = ids.get(text) ?? ids.size + 1;
    ids.set(text, id);
    return id;
  }
}

function fits(kind: FlowKind, word: string): boolean {
  switch (kind) {
    case 'small':
      return word === '-' || (/^\d{1,5}$/.test(word) && Number(word) <= 65_535);
    case 'number':
      return /^\d{1,15}$/.test(word) && Number(word) <= 0xffff_ffff;
    case 'large':
      return word === '-' || /^\d{1,15}$/.test(word);
    case 'address':
      return isAddress(word);
    case 'packet-address':
      return word === '-' || isAddress(word);
    case 'text':
      return true;
  }
}

function isAddress(word: string): boolean {
  return isIP(word) !== 0 && !word.includes('%');
}

function* linesOf(
  text: Uint8Array,
): Generator<{ line: string; latin: string; position: number; start: number; size: number }> {
  let position = 0;
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf(10, start);
    const end = feed < 0 ? text.length : feed;
    const bytes = Buffer.from(text.subarray(start, end));
    yield { line: bytes.toString(), latin: bytes.toString('latin1'), position: ++position, start, size: end - start };
    start = end + 1;
  }
}

function decode(text: Uint8Array): string {
  return Buffer.from(text).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
