/** Arrays that are reused for every batch: allocating memory of this size costs as much as filling it. */
export class Scratch {
  readonly #words = new Map<string, Uint32Array>();

  /** The contents are undefined; an array that was returned before for the same name is overwritten. */
  words(name: string, length: number): Uint32Array {
    const known = this.#words.get(name);
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    this.#words.set(name, new Uint32Array(roomy(length)));
    return this.words(name, length);
  }
}

/** Batches of one flow log differ little in size. */
function roomy(length: number): number {
  return Math.ceil(length * 1.25) + 64;
}
