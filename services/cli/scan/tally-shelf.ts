import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { WindowKey } from '#services/engine/work.ts';
import type { Json } from '#services/model/subject.ts';
import { TemporaryFile, type Stretch } from './temporary-file.ts';

/** Compressed bytes that are kept in memory; what is more goes to a temporary file. */
const BYTES_MAX = 24 * 1024 * 1024;

interface Kept {
  readonly window: WindowKey;
  readonly answers: boolean;
  readonly place: Uint8Array | Stretch;
}

/** Where a long scan puts windows that have gone quiet: the memory it takes does not grow with what it holds. */
export class TallyShelf implements Disposable {
  readonly #kept = new Map<string, Kept>();
  readonly #file = new TemporaryFile();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax = BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** Those that lead to findings as they are. */
  get answering(): readonly WindowKey[] {
    return [...this.#kept.values()].filter(({ answers }) => answers).map(({ window }) => window);
  }

  has(window: WindowKey): boolean {
    return this.#kept.has(windowName(window));
  }

  /** @param answers whether it leads to findings: most windows need never be looked into again */
  put({ type, windowStart }: WindowKey, value: Json, answers: boolean): void {
    const window = { type, windowStart };
    const bytes = zstdCompressSync(JSON.stringify(value));
    this.#kept.set(windowName(window), { window, answers, place: bytes });
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#spill();
  }

  /** Takes a window off the shelf. */
  take(window: WindowKey): Json | undefined {
    const name = windowName(window);
    const kept = this.#kept.get(name);
    if (kept === undefined) return undefined;
    this.#kept.delete(name);
    const { place } = kept;
    if (place instanceof Uint8Array) this.#bytes -= place.length;
    const bytes = place instanceof Uint8Array ? place : this.#file.read(place);
    const value: Json = JSON.parse(zstdDecompressSync(bytes).toString());
    return value;
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #spill(): void {
    for (const [name, { place, ...kept }] of this.#kept)
      if (place instanceof Uint8Array) this.#kept.set(name, { ...kept, place: this.#file.put(place) });
    this.#bytes = 0;
  }
}

export function windowName({ type, windowStart }: WindowKey): string {
  return `${windowStart} ${type}`;
}
