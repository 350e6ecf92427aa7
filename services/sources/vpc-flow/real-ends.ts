import type { Column } from '#services/model/column.ts';
import type { Dictionary } from '#services/reader/table.ts';
import type { Generations } from '../columns.ts';
import type { FlowSides } from './ends.ts';

/** How many addresses that stand in `pkt-` fields alone are remembered before codes are given anew. */
const EXTRAS_MAX = 65_536;

/** An interned field: an id a row. */
interface Interned {
  readonly ids: Uint32Array;
  readonly dictionary: Dictionary;
}

/**
 * The column `remote` of formats with `pkt-srcaddr` and `pkt-dstaddr`: behind a gateway these name the real end. Nearly
 * always they repeat `srcaddr` and `dstaddr`, so codes are those of the addresses, doubled; an address that only a
 * `pkt-` field has gets an odd code.
 */
export class RealEnds {
  readonly #generations: Generations;
  readonly #same = { src: new Same(), dst: new Same() };
  readonly #codeOf = new Map<string, number>();
  readonly #extras: string[] = [];
  #generation = 0;
  #addresses = Number.NaN;

  constructor(generations: Generations) {
    this.#generations = generations;
  }

  column(
    rows: number,
    { remote, outward }: FlowSides,
    addresses: Dictionary,
    src: Interned | undefined,
    dst: Interned | undefined,
  ): Column<string> {
    this.#renew(addresses, src, dst);
    const { src: sameSrc, dst: sameDst } = this.#same;
    const codes = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) {
      const seen = remote[row] ?? 0;
      const isDst = outward[row] === 1;
      const real = (isDst ? dst : src)?.ids[row] ?? 0;
      const known = (isDst ? sameDst : sameSrc).address[real] ?? 0;
      if (real === 0 || known === seen) codes[row] = seen * 2;
      else if (known !== 0) codes[row] = known * 2;
      else
        codes[row] = this.#codeOfReal(
          isDst ? sameDst : sameSrc,
          (isDst ? dst : src)?.dictionary,
          real,
          seen,
          addresses,
        );
    }
    const extras = this.#extras;
    return {
      codes,
      limit: 2 * Math.max(addresses.size, extras.length) + 2,
      generation: this.#generation,
      value: (code) => (code % 2 === 0 ? addresses.text(code / 2) : extras[(code - 1) / 2]),
    };
  }

  #codeOfReal(same: Same, reals: Dictionary | undefined, real: number, seen: number, addresses: Dictionary): number {
    const text = reals?.text(real) ?? '';
    if (text === addresses.text(seen)) {
      same.address[real] = seen;
      return seen * 2;
    }
    const code = this.#codeOf.get(text) ?? this.#extras.push(text) * 2 - 1;
    this.#codeOf.set(text, code);
    return code;
  }

  #renew(addresses: Dictionary, src: Interned | undefined, dst: Interned | undefined): void {
    if (this.#extras.length > EXTRAS_MAX) this.#addresses = Number.NaN;
    if (addresses.generation !== this.#addresses) {
      this.#addresses = addresses.generation;
      this.#generation = this.#generations.next();
      this.#extras.length = 0;
      this.#codeOf.clear();
      this.#same.src.clear();
      this.#same.dst.clear();
    }
    this.#same.src.fit(src?.dictionary);
    this.#same.dst.fit(dst?.dictionary);
  }
}

/** By id of a `pkt-` field: the id of the address of the same text, 0 while none was met. */
class Same {
  address: Uint32Array = new Uint32Array(1024);
  #generation = Number.NaN;

  clear(): void {
    this.address.fill(0);
  }

  fit(dictionary: Dictionary | undefined): void {
    if (dictionary === undefined) return;
    if (dictionary.generation !== this.#generation) this.clear();
    this.#generation = dictionary.generation;
    if (this.address.length > dictionary.size) return;
    const wider = new Uint32Array(2 * dictionary.size + 2);
    wider.set(this.address);
    this.address = wider;
  }
}
