import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import type { ReaderBounds } from './bounds.ts';
import type { Dictionary } from './record-table.ts';
import type { Wasm } from './wasm.ts';

/** Beyond so many values in one dictionary, all are emptied before the next read. */
const IDS_MAX = 1 << 18;

/**
 * Bounds the growth by one read. Each byte of text is interned at most once, and becomes at most three bytes: an
 * invalid one becomes U+FFFD. In valid text a value drops its separator and gains four bytes for its size. That is less
 * than 1.75 times as much, because many distinct values have at least four bytes each.
 */
const SPREAD = 3;
const ROOM_MAX = 1.75 * (TEXT_MB_MAX << 20);

/** The ids of one field; the module holds the texts. */
export class Interned implements Dictionary {
  readonly pointer: number;
  generation = Symbol('ids');
  readonly #wasm: Wasm;

  constructor(wasm: Wasm, pointer: number) {
    this.#wasm = wasm;
    this.pointer = pointer;
  }

  get size(): number {
    return this.#wasm.exports.count(this.pointer);
  }

  text(id: number): string | undefined {
    // A single call, because a call into the module costs as much as reading a short text.
    const entry = this.#wasm.exports.entryAt(this.pointer, id) >>> 0;
    return entry === 0 ? undefined : this.#wasm.text(entry + 4, this.#wasm.word(entry));
  }

  /** The id of a text that the module did not read itself. */
  intern(text: string): number {
    const bytes = Buffer.from(text);
    const at = this.#wasm.exports.scratch(bytes.length) >>> 0;
    this.#wasm.bytes(at, bytes.length).set(bytes);
    return this.#wasm.exports.intern(this.pointer, at, bytes.length);
  }
}

/**
 * The dictionaries by name. They are emptied together when they are too large, but never within a read, whose ids must
 * agree.
 */
export class Dictionaries {
  readonly #wasm: Wasm;
  readonly #room: number;
  readonly #keptMax: number;
  readonly #byName = new Map<string, Interned>();

  /**
   * @param outMax bytes of text that one read may add
   * @param keptMax bytes of text beyond which they are emptied before the next read, so that memory stays bounded over
   *   days
   */
  constructor(wasm: Wasm, { outMax, keptMax }: Pick<ReaderBounds, 'outMax' | 'keptMax'>, seed: number) {
    this.#wasm = wasm;
    this.#keptMax = keptMax;
    this.#room = Math.min(SPREAD * outMax, ROOM_MAX);
    wasm.exports.reserveArena(keptMax + this.#room, seed);
  }

  /** Whether a text of this size fits, even if it has invalid bytes. */
  takes(size: number): boolean {
    return SPREAD * size <= this.#room;
  }

  /** @param most values that one read may add */
  get(name: string, most: number, addresses = false): Interned {
    const known = this.#byName.get(name);
    if (known) return known;
    const pointer = this.#wasm.exports.dictionary(IDS_MAX + most, Number(addresses)) >>> 0;
    const made = new Interned(this.#wasm, pointer);
    this.#byName.set(name, made);
    return made;
  }

  /** Call it before a read. */
  trim(): void {
    const { exports } = this.#wasm;
    if (exports.arenaUsed() >>> 0 <= this.#keptMax && exports.largest() >>> 0 <= IDS_MAX) return;
    exports.clearAll();
    for (const dictionary of this.#byName.values()) dictionary.generation = Symbol('ids');
  }
}
