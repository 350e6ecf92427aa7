export interface DomainSet {
  /** The entry, as it was written, for the name or its nearest parent. */
  find(name: string): string | undefined;
}

export interface Domain {
  readonly text: string;
  /** Normal form: see `normalizeDomain`. */
  readonly name: string;
}

/**
 * Builds a set in which a name matches itself and everything below it. Names are stored one after the other in bytes,
 * with a hash table of their places: half a million take twenty megabytes, where strings in a map take a hundred.
 */
export class DomainSetBuilder {
  #bytes = new Uint8Array(BYTES_MIN);
  /** The end of each name; it begins at the end of the one before. */
  #ends = new Uint32Array(ROWS_MIN);
  /** A hash table of row numbers plus one. On a collision a row takes the next free place. */
  #table = new Uint32Array(ROWS_MIN * 2);
  /** The original texts, by row, of entries that are not written in normal form. */
  readonly #texts = new Map<number, string>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add({ name, text }: Domain): void {
    if (this.#size * 2 >= this.#table.length) this.#grow();
    const place = placeOf(this.#names(), name, 0, hashOf(name, 0));
    if (this.#table[place] !== 0) return;
    const start = this.#endOf(this.#size - 1);
    if (start + name.length > this.#bytes.length)
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer((start + name.length) * 2));
    for (let at = 0; at < name.length; at++) this.#bytes[start + at] = name.charCodeAt(at);
    if (this.#size === this.#ends.length)
      this.#ends = new Uint32Array(this.#ends.buffer.transfer((this.#size + 1) * 8));
    this.#ends[this.#size] = start + name.length;
    if (text !== name) this.#texts.set(this.#size, text);
    this.#table[place] = ++this.#size;
  }

  build(): DomainSet {
    const names: Names = {
      bytes: this.#bytes.slice(0, this.#endOf(this.#size - 1)),
      ends: this.#ends.slice(0, this.#size),
      table: this.#table.slice(),
    };
    const texts = new Map(this.#texts);
    const isEmpty = this.#size === 0;
    return {
      find(name) {
        if (isEmpty) return undefined;
        const found = findNearest(names, normalizeDomain(name));
        return found && (texts.get(found.row) ?? found.name);
      },
    };
  }

  #names(): Names {
    return { bytes: this.#bytes, ends: this.#ends, table: this.#table };
  }

  #endOf(row: number): number {
    return row < 0 ? 0 : (this.#ends[row] ?? 0);
  }

  /** Doubles the table, and moves every row to its new place. */
  #grow(): void {
    const table = new Uint32Array(this.#table.length * 2);
    for (let row = 0; row < this.#size; row++) {
      let place = hashOfBytes(this.#bytes, this.#endOf(row - 1), this.#endOf(row)) & (table.length - 1);
      while (table[place] !== 0) place = (place + 1) & (table.length - 1);
      table[place] = row + 1;
    }
    this.#table = table;
  }
}

const BYTES_MIN = 256;
const ROWS_MIN = 16;

interface Names {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly table: Uint32Array;
}

/**
 * The row of the longest name that equals the given one or its end after a dot. Searches from the right, so that it
 * looks at each character once.
 */
function findNearest(names: Names, name: string): { readonly row: number; readonly name: string } | undefined {
  let nearest: { readonly row: number; readonly at: number } | undefined;
  let hash = HASH_START;
  for (let at = name.length - 1; at >= 0; at--) {
    hash = mixed(hash, name.charCodeAt(at));
    if (at > 0 && name.charCodeAt(at - 1) !== DOT) continue;
    const row = names.table[placeOf(names, name, at, hash)] ?? 0;
    if (row > 0) nearest = { row: row - 1, at };
  }
  return nearest && { row: nearest.row, name: name.slice(nearest.at) };
}

/** The place in the table of the name from a character on, or the free place for it. */
function placeOf({ bytes, ends, table }: Names, name: string, from: number, hash: number): number {
  const mask = table.length - 1;
  let place = hash & mask;
  for (let row = table[place] ?? 0; row > 0; row = table[place] ?? 0) {
    const start = row < 2 ? 0 : (ends[row - 2] ?? 0);
    const length = (ends[row - 1] ?? 0) - start;
    if (length === name.length - from && isAt(bytes, start, name, from)) return place;
    place = (place + 1) & mask;
  }
  return place;
}

function isAt(bytes: Uint8Array, start: number, name: string, from: number): boolean {
  for (let at = from; at < name.length; at++) if (bytes[start + at - from] !== name.charCodeAt(at)) return false;
  return true;
}

const DOT = 46;
const HASH_START = 0x811c9dc5;

function mixed(hash: number, code: number): number {
  const next = Math.imul(hash ^ code, 0x01000193);
  return next ^ (next >>> 15);
}

function hashOf(name: string, from: number): number {
  let hash = HASH_START;
  for (let at = name.length - 1; at >= from; at--) hash = mixed(hash, name.charCodeAt(at));
  return hash;
}

function hashOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = end - 1; at >= start; at--) hash = mixed(hash, bytes[at] ?? 0);
  return hash;
}

/** Converts to lower case, without the final dot. */
function normalizeDomain(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/**
 * Parses a name as lists write it: `bad.example`, `bad.example.`, `*.bad.example`, `.bad.example` and the filter form
 * `||bad.example^`. Requires at least two labels, because a list with a top-level domain or `localhost` by mistake
 * would match half the world.
 */
export function parseDomain(text: string): Domain | undefined {
  const name = normalizeDomain(text.replace(/^(?:\|\||\*?\.)|\^$/g, ''));
  const ascii = /^[\x20-\x7e]*$/.test(name) ? name : toAscii(name);
  return DOMAIN.test(ascii) && ascii.length <= 253 ? { text, name: ascii } : undefined;
}

/** The last label has a letter: four numbers are an address, and a mistyped one is no domain. */
const DOMAIN =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Converts internationalized names to their ASCII form, as logs have them. */
function toAscii(name: string): string {
  return URL.parse(`http://${name}/`)?.hostname ?? '';
}
