import type { Interned } from './dictionaries.ts';
import type { FlowKind, JsonField } from './plan.ts';
import type { Wasm } from './wasm.ts';

/** Where a field's values are in the module. */
export interface FieldColumn {
  readonly pointer: number;
  readonly kind: FlowKind | JsonField['kind'];
  /** Of interned kinds. */
  readonly dictionary: Interned | undefined;
}

/** The widest value, a double, is 8 bytes; a slice is two words. */
const VALUE = 8;

/** Room for columns. All plans use the same, for only one is read at a time: what many headers touch is not many times as much. */
export class ColumnRoom {
  readonly #wasm: Wasm;
  readonly #rowsMax: number;
  readonly #pointers: number[] = [];

  constructor(wasm: Wasm, rowsMax: number) {
    this.#wasm = wasm;
    this.#rowsMax = rowsMax;
  }

  /** The column of a plan with this index. */
  at(index: number): number {
    const pointer = this.#pointers[index] ?? this.#wasm.reserve(this.#rowsMax * VALUE);
    this.#pointers[index] = pointer;
    return pointer;
  }
}
