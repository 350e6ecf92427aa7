import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { WindowPart } from '#services/engine/window.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { Json } from '#services/model/subject.ts';
import { TemporaryFile, type Stretch } from './temporary-file.ts';

/** Maximum of compressed bytes in memory; the rest goes to a temporary file. */
const BYTES_MAX = 24 * 1024 * 1024;
/** Garbage is collected when this many characters of state were put or taken. */
const COLLECTED_EVERY = 16 * 1024 * 1024;

interface Kept {
  readonly answers: boolean;
  readonly place: Uint8Array | Stretch;
}

interface KeptWindow {
  readonly window: WindowKey;
  /** By account and Region. */
  readonly parts: Map<string, Kept>;
}

/** Selects parts of a window, by account and Region, and by whether the part leads to findings already. */
export type Wanted = (home: string, answers: boolean) => boolean;

/**
 * Holds windows that a long scan has not touched for a while, so that the scan's memory stays bounded. Parts are kept
 * by account and Region, because logs are often read in that order: a window that is needed again for one account need
 * not be restored for the others.
 */
export class TallySpill implements Disposable {
  readonly #kept = new Map<string, KeptWindow>();
  readonly #file = new TemporaryFile();
  readonly #bytesMax: number;
  #bytes = 0;
  /** Characters that were put or taken since garbage was last collected. */
  #uncollected = 0;

  constructor(bytesMax = BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The windows of which some part leads to a finding already: the others never need to be restored. */
  get answering(): readonly WindowKey[] {
    return [...this.#kept.values()]
      .filter(({ parts }) => parts.values().some(({ answers }) => answers))
      .map(({ window }) => window);
  }

  get windows(): readonly WindowKey[] {
    return [...this.#kept.values()].map(({ window }) => window);
  }

  has(window: WindowKey): boolean {
    return this.#kept.has(windowName(window));
  }

  put({ type, windowStart }: WindowKey, { home, answers, stored }: WindowPart): void {
    const window = { type, windowStart };
    const name = windowName(window);
    const kept = this.#kept.get(name) ?? { window, parts: new Map<string, Kept>() };
    this.#kept.set(name, kept);
    // Copied, because the compressed bytes are a view of a much larger buffer.
    const text = JSON.stringify(stored);
    this.#uncollected += text.length;
    const bytes = new Uint8Array(zstdCompressSync(text));
    kept.parts.set(home, { answers: answers(), place: bytes });
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#spill();
  }

  /** Removes the selected parts of a window from the spill, and returns them. */
  *take(window: WindowKey, wanted: Wanted): Generator<Json> {
    const name = windowName(window);
    const { parts } = this.#kept.get(name) ?? {};
    if (parts === undefined) return;
    for (const [home, { answers, place }] of parts) {
      if (!wanted(home, answers)) continue;
      parts.delete(home);
      if (parts.size === 0) this.#kept.delete(name);
      if (place instanceof Uint8Array) this.#bytes -= place.length;
      const bytes = place instanceof Uint8Array ? place : this.#file.read(place);
      const text = zstdDecompressSync(bytes).toString();
      this.#uncollected += text.length;
      const stored: Json = JSON.parse(text);
      yield stored;
    }
  }

  /**
   * Collects garbage, if much state was put or taken. Call it when its windows are forgotten. Groups and their encoded
   * state are old objects by then, which V8 leaves until the heap has grown by as much again. Does nothing in a process
   * that may not collect (`--expose-gc`).
   */
  collect(): void {
    if (this.#uncollected < COLLECTED_EVERY) return;
    this.#uncollected = 0;
    globalThis.gc?.();
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #spill(): void {
    for (const { parts } of this.#kept.values())
      for (const [home, { answers, place }] of parts)
        if (place instanceof Uint8Array) parts.set(home, { answers, place: this.#file.put(place) });
    this.#bytes = 0;
  }
}

/** Names a window among those of all questions. */
export function windowName({ type, windowStart }: WindowKey): string {
  return `${windowStart} ${type}`;
}
