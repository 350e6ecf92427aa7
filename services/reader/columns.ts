import type { Column } from '#services/model/column.ts';
import type { Interned } from './dictionaries.ts';
import { ABSENT, type FlowKind, type JsonField } from './plan.ts';
import type { Wasm } from './wasm.ts';

/**
 * Where a field's values are in the module. As a column it is one for all tables of a plan, and says what the last read
 * left: to make a column for each table takes longer than to read a small file's.
 */
export class FieldColumn implements Column {
  readonly pointer: number;
  readonly kind: FlowKind | JsonField['kind'];
  /** Of interned kinds. */
  readonly dictionary: Interned | undefined;
  readonly #room: ColumnRoom;
  #words: Uint32Array = NONE;

  constructor(room: ColumnRoom, pointer: number, kind: FieldColumn['kind'], dictionary: Interned | undefined) {
    this.#room = room;
    this.pointer = pointer;
    this.kind = kind;
    this.dictionary = dictionary;
  }

  /** As many as there is room for. */
  get codes(): Uint32Array {
    // A memory that grew leaves earlier views of it empty.
    if (this.#words.length === 0) this.#words = this.#room.words(this.pointer);
    return this.#words;
  }

  get limit(): number {
    return this.dictionary === undefined ? ABSENT + 1 : this.dictionary.size + 1;
  }

  get generation(): symbol {
    return this.dictionary?.generation ?? SMALL;
  }

  value(code: number): string | number | undefined {
    if (this.dictionary !== undefined) return this.dictionary.text(code);
    return code === ABSENT ? undefined : code;
  }
}

const NONE = new Uint32Array(0);
/** Small numbers are their own codes. */
const SMALL = Symbol('small numbers');

/** A double is 8 bytes, and a slice two words; any other value is one. */
const WIDE: readonly FieldColumn['kind'][] = ['large', 'slice'];

/** Room for columns of so many rows. All plans of one kind use the same, for only one is read at a time: what many headers touch is not many times as much. */
export class ColumnRoom {
  readonly #wasm: Wasm;
  readonly rowsMax: number;
  readonly #pointers = new Map<string, number>();

  constructor(wasm: Wasm, rowsMax: number) {
    this.#wasm = wasm;
    this.rowsMax = rowsMax;
  }

  /** The column of a plan with this index. */
  column(index: number, kind: FieldColumn['kind'], dictionary: Interned | undefined): FieldColumn {
    const size = WIDE.includes(kind) ? 8 : 4;
    const name = `${size} ${index}`;
    const pointer = this.#pointers.get(name) ?? this.#wasm.reserve(this.rowsMax * size);
    this.#pointers.set(name, pointer);
    return new FieldColumn(this, pointer, kind, dictionary);
  }

  words(pointer: number): Uint32Array {
    return this.#wasm.words(pointer, this.rowsMax);
  }
}
