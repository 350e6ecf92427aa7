import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { WindowPart } from '#services/engine/window.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { Json } from '#services/model/subject.ts';
import { TemporaryFile, type Stretch } from './temporary-file.ts';

/** Compressed bytes that are kept in memory; what is more goes to a temporary file. */
const BYTES_MAX = 24 * 1024 * 1024;

interface Kept {
  readonly answers: boolean;
  readonly place: Uint8Array | Stretch;
}

interface KeptWindow {
  readonly window: WindowKey;
  /** By account and Region. */
  readonly parts: Map<string, Kept>;
}

/** Whether the part of an account and Region is wanted, which leads to findings as it is or does not. */
export type Wanted = (home: string, answers: boolean) => boolean;

/**
 * Where a long scan puts windows that have gone quiet: the memory it takes does not grow with what it holds. By account
 * and Region, for logs are often read so: who meets a window again in another account need not take back this one's.
 */
export class TallySpill implements Disposable {
  readonly #kept = new Map<string, KeptWindow>();
  readonly #file = new TemporaryFile();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax = BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The windows of which some part leads to a finding already: the others need never be looked into again. */
  get answering(): readonly WindowKey[] {
    return [...this.#kept.values()]
      .filter(({ parts }) => parts.values().some(({ answers }) => answers))
      .map(({ window }) => window);
  }

  /** All that are kept. */
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
    // Copied, for what is compressed lies in a buffer many times as large.
    const bytes = new Uint8Array(zstdCompressSync(JSON.stringify(stored)));
    kept.parts.set(home, { answers, place: bytes });
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#spill();
  }

  /** Takes the parts of a window that are wanted out of the spill store. */
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
      const stored: Json = JSON.parse(zstdDecompressSync(bytes).toString());
      yield stored;
    }
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

export function windowName({ type, windowStart }: WindowKey): string {
  return `${windowStart} ${type}`;
}
