import type { ColumnRoom, FieldColumn } from './columns.ts';
import type { Dictionaries, Interned } from './dictionaries.ts';
import type { JsonPlan } from './plan.ts';
import type { Wasm } from './wasm.ts';

/** A plan in the form that the module needs. */
export interface JsonLayout {
  /** The tree of wanted keys. */
  readonly root: number;
  readonly leaves: number;
  readonly leafCount: number;
  readonly columns: ReadonlyMap<string, FieldColumn>;
  /** The columns of ids, one for each path. */
  readonly interned: readonly InternedPath[];
}

export interface InternedPath {
  readonly path: readonly string[];
  readonly pointer: number;
  readonly ids: Interned;
}

/** The module's nesting limit. */
const DEPTH_MAX = 64;

export function layJson(wasm: Wasm, room: ColumnRoom, dictionaries: Dictionaries, plan: JsonPlan): JsonLayout {
  const leaves: Key[] = [];
  const root = layKeys(wasm, treeOf(plan), leaves);
  const columns = new Map<string, FieldColumn>();
  const interned: InternedPath[] = [];
  let used = 0;
  const table = leaves.flatMap(({ path, ids, slices }) => {
    const words = [0, 0, 0, 0];
    if (ids.length > 0) {
      const dictionary = dictionaries.get(`json ${JSON.stringify(path)}`, room.rowsMax);
      const column = room.column(used++, 'id', dictionary);
      interned.push({ path, pointer: column.pointer, ids: dictionary });
      for (const name of ids) columns.set(name, column);
      words.splice(0, 2, column.pointer, dictionary.pointer);
    }
    if (slices.length > 0) {
      const column = room.column(used++, 'slice', undefined);
      for (const name of slices) columns.set(name, column);
      words.splice(2, 1, column.pointer);
    }
    return words;
  });
  return { root, leaves: wasm.placeWords(table), leafCount: leaves.length, columns, interned };
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
    if (path.length === 0 || path.length >= DEPTH_MAX) throw new Error(`A path has 1 to 63 keys: ${name}`);
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

/** Writes a level of keys to the module, depth first, and adds its leaves in the order of their numbers. */
function layKeys(wasm: Wasm, keys: ReadonlyMap<string, Key>, leaves: Key[]): number {
  const node = wasm.exports.node(keys.size) >>> 0;
  for (const [text, key] of keys) {
    const from = leaves.length;
    leaves.push(key);
    const below = key.below.size > 0 ? layKeys(wasm, key.below, leaves) : 0;
    const bytes = Buffer.from(text);
    wasm.exports.addKey(node, wasm.place(bytes), bytes.length, from, leaves.length, below);
  }
  return node;
}
