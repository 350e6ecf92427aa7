import { Dictionaries, type Interned } from './dictionaries.ts';
import { flowKind, type FlowKind, type FlowPlan, type JsonField, type JsonPlan } from './plan.ts';
import type { Wasm } from './wasm.ts';

/** Where a field's values are in the module. */
export interface FieldColumn {
  readonly pointer: number;
  readonly kind: FlowKind | JsonField['kind'];
  /** Of interned kinds. */
  readonly dictionary: Interned | undefined;
}

/** A plan as the module takes it. */
export interface JsonLayout {
  readonly root: number;
  readonly leaves: number;
  readonly leafCount: number;
  readonly columns: ReadonlyMap<string, FieldColumn>;
  /** In the order in which the module interns. */
  readonly interned: readonly {
    readonly path: readonly string[];
    readonly column: FieldColumn;
    readonly ids: Interned;
  }[];
}

export interface FlowLayout {
  readonly operations: number;
  readonly count: number;
  readonly words: number;
  readonly fields: number;
  readonly header: number;
  readonly columns: ReadonlyMap<string, FieldColumn>;
}

const DEPTH_MAX = 64;
const KIND: Readonly<Record<FlowKind, number>> = {
  small: 0,
  number: 1,
  large: 2,
  text: 3,
  'packet-address': 3,
  address: 4,
};
const KIND_STATUS = 5;
const WORD = 8;
/** Words that a line may have too many before that is noticed. */
const WORDS_MORE = 64;

/** Makes plans into tables of the module, each once. Columns are shared by all plans: only one is read at a time. */
export class Layouts {
  readonly #wasm: Wasm;
  readonly #dictionaries: Dictionaries;
  readonly #rowsMax: number;
  readonly #json = new Map<string, JsonLayout>();
  readonly #flow = new Map<string, FlowLayout>();
  readonly #slots: number[] = [];

  constructor(wasm: Wasm, dictionaries: Dictionaries, rowsMax: number) {
    this.#wasm = wasm;
    this.#dictionaries = dictionaries;
    this.#rowsMax = rowsMax;
  }

  json(plan: JsonPlan): JsonLayout {
    const key = JSON.stringify(plan);
    const layout = this.#json.get(key) ?? this.#layJson(plan);
    this.#json.set(key, layout);
    return layout;
  }

  flow(plan: FlowPlan): FlowLayout {
    const key = JSON.stringify([plan.fields, plan.wanted]);
    const layout = this.#flow.get(key) ?? this.#layFlow(plan);
    this.#flow.set(key, layout);
    return layout;
  }

  #layJson(plan: JsonPlan): JsonLayout {
    const tree = treeOf(plan);
    const leaves: Key[] = [];
    const root = this.#layKeys(tree, leaves);
    const columns = new Map<string, FieldColumn>();
    const interned: { path: readonly string[]; column: FieldColumn; ids: Interned }[] = [];
    let used = 0;
    const table = leaves.flatMap(({ path, ids, slices }) => {
      const dictionary = ids.length ? this.#dictionaries.get(`json ${JSON.stringify(path)}`) : undefined;
      const idColumn = dictionary && { pointer: this.#slot(used++), kind: 'id' as const, dictionary };
      if (idColumn) for (const name of ids) columns.set(name, idColumn);
      if (idColumn) interned.push({ path, column: idColumn, ids: dictionary });
      const sliceColumn = slices.length
        ? { pointer: this.#slot(used++), kind: 'slice' as const, dictionary: undefined }
        : undefined;
      if (sliceColumn) for (const name of slices) columns.set(name, sliceColumn);
      return [idColumn?.pointer ?? 0, dictionary?.pointer ?? 0, sliceColumn?.pointer ?? 0, 0];
    });
    return { root, leaves: this.#placeWords(table), leafCount: leaves.length, columns, interned };
  }

  /** Lays a level of keys, depth first, and adds its leaves in the order of their numbers. */
  #layKeys(keys: ReadonlyMap<string, Key>, leaves: Key[]): number {
    const { exports } = this.#wasm;
    const node = exports.node(keys.size) >>> 0;
    for (const [text, key] of keys) {
      const from = leaves.length;
      leaves.push(key);
      const below = key.below.size ? this.#layKeys(key.below, leaves) : 0;
      const bytes = Buffer.from(text);
      exports.addKey(node, this.#wasm.place(bytes), bytes.length, from, leaves.length, below);
    }
    return node;
  }

  #layFlow({ fields, wanted }: FlowPlan): FlowLayout {
    const columns = new Map<string, FieldColumn>();
    const words = this.#wasm.reserve((fields.length + WORDS_MORE) * WORD);
    const operations = fields.flatMap((field, index) => {
      const status = field === 'log-status';
      const word = words + index * WORD;
      // A name that stands twice is read where it stands first.
      const needed = wanted.includes(field) && !columns.has(field);
      if (!needed) return status ? [[KIND_STATUS, 0, 0, word, 0, 0, 0, 0]] : [];
      const kind = flowKind(field);
      const column = { pointer: this.#slot(columns.size), kind, dictionary: this.#flowDictionary(field, kind) };
      columns.set(field, column);
      return [[status ? KIND_STATUS : KIND[kind], column.pointer, column.dictionary?.pointer ?? 0, word, 0, 0, 0, 0]];
    });
    return {
      operations: this.#placeWords(operations.flat()),
      count: operations.length,
      words,
      fields: fields.length,
      header: this.#wasm.place(Buffer.from(`${fields.join(' ')} `)),
      columns,
    };
  }

  #flowDictionary(field: string, kind: FlowKind): Interned | undefined {
    if (kind === 'text') return this.#dictionaries.get(`flow ${field}`);
    return kind === 'address' || kind === 'packet-address'
      ? this.#dictionaries.get('flow address', 4, true)
      : undefined;
  }

  #placeWords(words: readonly number[]): number {
    const at = this.#wasm.reserve(words.length * 4);
    this.#wasm.words(at, words.length).set(words);
    return at;
  }

  /** Room for a column of the widest kind. */
  #slot(index: number): number {
    while (this.#slots.length <= index) this.#slots.push(this.#wasm.reserve(this.#rowsMax * 8));
    return this.#slots[index] ?? 0;
  }
}

/** A wanted key, the names of its columns, and the wanted keys below it. */
interface Key {
  readonly path: readonly string[];
  readonly ids: string[];
  readonly slices: string[];
  readonly below: Map<string, Key>;
}

function treeOf(plan: JsonPlan): ReadonlyMap<string, Key> {
  const tree = new Map<string, Key>();
  for (const { name, path, kind } of plan) {
    if (path.length === 0 || path.length >= DEPTH_MAX)
      throw new Error(`A path has 1 to ${DEPTH_MAX - 1} keys: ${name}`);
    let level = tree;
    let key: Key | undefined;
    for (const [depth, text] of path.entries()) {
      if (!text.isWellFormed()) throw new Error(`A key with half of a surrogate pair cannot be asked for: ${name}`);
      key = level.get(text) ?? { path: path.slice(0, depth + 1), ids: [], slices: [], below: new Map() };
      level.set(text, key);
      level = key.below;
    }
    (kind === 'id' ? key?.ids : key?.slices)?.push(name);
  }
  return tree;
}
