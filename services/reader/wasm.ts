/** What the module exports, with the pointers and codes of `assembly/`. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(size: number): number;

  reserveArena(room: number, seed: number): void;
  arenaUsed(): number;
  dictionary(most: number, addresses: number): number;
  count(dictionary: number): number;
  entryAt(dictionary: number, id: number): number;
  scratch(size: number): number;
  intern(dictionary: number, text: number, size: number): number;
  mark(): void;
  rewind(): void;
  clearAll(): void;

  reserveInflate(): void;
  inflate(source: number, size: number, target: number, max: number): number;
  inflateConsumed(): number;
  inflateKept(): number;

  node(keys: number): number;
  addKey(node: number, key: number, size: number, from: number, to: number, below: number): void;
  prepare(
    root: number,
    leaves: number,
    leafCount: number,
    text: number,
    size: number,
    starts: number,
    ends: number,
    skips: number,
    max: number,
    doubt: number,
  ): void;
  readRecords(): number;
  readLines(): number;
  settle(good: number): void;
  rowCount(): number;
  skippedCount(): number;
  stoppedAt(): number;

  prepareFlow(
    text: number,
    size: number,
    operations: number,
    count: number,
    words: number,
    blockLines: number,
    fields: number,
    addresses: number,
    inquiries: number,
    header: number,
    starts: number,
    skips: number,
  ): void;
  nextFlow(max: number): void;
  readFlow(): number;
  flowRows(): number;
  flowLines(): number;
  flowSkips(): number;
  flowStop(): number;
}

/** The module's own address space. Views are made anew for each use, for growing the memory voids them. */
export class Wasm {
  readonly exports: Exports;
  #view: Buffer<ArrayBuffer>;
  #words: DataView<ArrayBuffer>;
  /** Of its first byte: a memory that grew leaves earlier views of it empty, and this one's length is a small number. */
  #first: Uint8Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { abort } });
    if (!isReader(exports)) throw new Error('This WebAssembly module is not the reader: run `npm run setup` again.');
    this.exports = exports;
    this.#view = Buffer.from(exports.memory.buffer);
    this.#words = new DataView(exports.memory.buffer);
    this.#first = new Uint8Array(exports.memory.buffer, 0, 1);
  }

  /** Zeroed bytes that stay. Costs nothing until touched. */
  reserve(size: number): number {
    return this.exports.reserve(size) >>> 0;
  }

  bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, at, size);
  }

  words(at: number, count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, at, count);
  }

  /** One word, without a view of its own. Signed and then not, which is what the engine turns into a plain load. */
  word(at: number): number {
    if (this.#first.length === 0) this.#renew();
    return this.#words.getInt32(at, true) >>> 0;
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, at, count);
  }

  text(at: number, size: number): string {
    return this.whole.toString('utf8', at, at + size);
  }

  /** All of the memory. A view costs more than the text of a word does, so this one is kept for as long as the memory does not grow. */
  get whole(): Buffer {
    if (this.#first.length === 0) this.#renew();
    return this.#view;
  }

  /** After the memory grew. To ask the module for it each time takes longer than what is read there. */
  #renew(): void {
    const { buffer } = this.exports.memory;
    this.#view = Buffer.from(buffer);
    this.#words = new DataView(buffer);
    this.#first = new Uint8Array(buffer, 0, 1);
  }

  /** Bytes that stay. */
  place(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length);
    this.bytes(at, bytes.length).set(bytes);
    return at;
  }

  placeWords(words: readonly number[]): number {
    const at = this.reserve(words.length * 4);
    this.words(at, words.length).set(words);
    return at;
  }
}

function abort(): never {
  throw new Error('The reader met what cannot be.');
}

const NAMES = [
  ['reserve', 'reserveArena', 'arenaUsed', 'dictionary', 'count', 'entryAt', 'scratch', 'intern', 'mark'],
  ['rewind', 'clearAll', 'reserveInflate', 'inflate', 'inflateConsumed', 'inflateKept', 'node', 'addKey', 'prepare'],
  ['readRecords', 'readLines', 'settle', 'rowCount', 'skippedCount', 'stoppedAt', 'prepareFlow', 'readFlow'],
  ['nextFlow', 'flowRows', 'flowLines', 'flowSkips', 'flowStop'],
].flat();

function isReader(exports: unknown): exports is Exports {
  const found = new Map(Object.entries(exports ?? {}));
  return found.has('memory') && NAMES.every((name) => typeof found.get(name) === 'function');
}
