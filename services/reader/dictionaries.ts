import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import type { Dictionary } from './record-table.ts';
import type { Wasm } from './wasm.ts';

/** Texts and ids beyond which all dictionaries are emptied before the next read, so that memory stays bounded over days. */
const TEXT_MAX = 16 << 20;
const IDS_MAX = 1 << 18;

/**
 * A read interns no byte of its text twice, and each becomes three at most: an invalid one is U+FFFD. Of valid text a
 * value loses the byte that parts it from the next and gains four that say its size: that is less than 1.75 times as
 * much, for once there are many distinct values, they have four bytes and more.
 */
const SPREAD = 3;
const ROOM_MAX = 1.75 * (TEXT_MB_MAX << 20);

/** Ids of one field, kept by the module. */
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
    // One call, for a call into the module costs as much as a short text does.
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

/** The dictionaries by name, emptied together when they have grown too large. Never within a read, whose ids must agree. */
export class Dictionaries {
  readonly #wasm: Wasm;
  readonly #room: number;
  readonly #byName = new Map<string, Interned>();
  /** The same in a row, which is gone through before every read. */
  readonly #all: Interned[] = [];

  /** @param outMax bytes of text that one read may add */
  constructor(wasm: Wasm, outMax: number, seed: number) {
    this.#wasm = wasm;
    this.#room = Math.min(SPREAD * outMax, ROOM_MAX);
    wasm.exports.reserveArena(TEXT_MAX + this.#room, seed);
  }

  /** Whether there is room for a text of which some bytes may be invalid. */
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
    this.#all.push(made);
    return made;
  }

  /** Before a read. */
  trim(): void {
    if (this.#wasm.exports.arenaUsed() >>> 0 <= TEXT_MAX && !this.#isAnyFull()) return;
    this.#wasm.exports.clearAll();
    for (const dictionary of this.#all) dictionary.generation = Symbol('ids');
  }

  #isAnyFull(): boolean {
    for (let i = 0; i < this.#all.length; i++) if ((this.#all[i]?.size ?? 0) > IDS_MAX) return true;
    return false;
  }
}
