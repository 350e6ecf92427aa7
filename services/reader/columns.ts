import type { Column } from '#services/model/column.ts';
import type { Interned } from './dictionaries.ts';
import { ABSENT, type FlowKind, type JsonField } from './plan.ts';
import type { Wasm } from './wasm.ts';

/**
 * The place of a field's values in the module's memory. All tables of a plan share this object, which shows the values
 * of the last read: creating one for each table would take longer than reading a small file.
 */
export class FieldColumn implements Column {
  readonly pointer: number;
  readonly kind: FlowKind | JsonField['kind'];
  /** Only for interned kinds. */
  readonly dictionary: Interned | undefined;
  readonly #room: ColumnRoom;
  #words: Uint32Array = NONE;

  constructor(room: ColumnRoom, pointer: number, kind: FieldColumn['kind'], dictionary: Interned | undefined) {
    this.#room = room;
    this.pointer = pointer;
    this.kind = kind;
    this.dictionary = dictionary;
  }

  /** As long as the capacity, not the number of rows. */
  get codes(): Uint32Array {
    // When the memory grows, earlier views become empty.
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

/**
 * Capacity for columns of a number of rows. All plans of one kind share it, because only one is read at a time: so many
 * different headers do not multiply the memory.
 */
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
