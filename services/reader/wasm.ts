/** The exports of the module; pointers and codes are explained in `assembly/`. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(size: number): number;

  reserveArena(room: number, seed: number): void;
  arenaUsed(): number;
  dictionary(most: number, addresses: number): number;
  count(dictionary: number): number;
  largest(): number;
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

/**
 * The memory grows by these 64 KB pages, a gigabyte, before anything sees its buffer. Pages cost nothing until they are
 * touched. A memory with a gigabyte from the start makes V8 collect all garbage. A memory that grows later detaches the
 * views of it, and once any view was detached, V8 checks for that at every access to every typed array of the process.
 */
const PAGES = 16_384;

/** The module's address space. Views are created for each use, because growing the memory detaches them. */
export class Wasm {
  readonly exports: Exports;
  #view: Buffer<ArrayBuffer>;
  #words: DataView<ArrayBuffer>;
  /** A view of the first byte. Its length becomes 0 when the memory has grown, which is the cheapest check for that. */
  #first: Uint8Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { abort } });
    if (!isReader(exports)) throw new Error('This WebAssembly module is not the reader: run `npm run setup` again.');
    this.exports = exports;
    exports.memory.grow(PAGES);
    this.#view = Buffer.from(exports.memory.buffer);
    this.#words = new DataView(exports.memory.buffer);
    this.#first = new Uint8Array(exports.memory.buffer, 0, 1);
  }

  /** Reserves zeroed bytes for ever. They cost nothing until they are used. */
  reserve(size: number): number {
    return this.exports.reserve(size) >>> 0;
  }

  bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, at, size);
  }

  words(at: number, count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, at, count);
  }

  /** One word, without a new view. Reading it as signed first lets the engine compile a plain load. */
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

  /**
   * The whole memory. Creating a view costs more than decoding a short text, so this one is kept until the memory
   * grows.
   */
  get whole(): Buffer {
    if (this.#first.length === 0) this.#renew();
    return this.#view;
  }

  /**
   * Call it after the memory grew. Asking the module for its memory each time would take longer than the reads
   * themselves.
   */
  #renew(): void {
    const { buffer } = this.exports.memory;
    this.#view = Buffer.from(buffer);
    this.#words = new DataView(buffer);
    this.#first = new Uint8Array(buffer, 0, 1);
  }

  /** Copies bytes into memory that is never freed. */
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
