/** Arrays that every batch reuses: allocating memory of this size costs as much as filling it. */
export class Scratch {
  readonly #words = new Map<string, Uint32Array>();

  /** An array by name. Its content is undefined, and it overwrites the array that the same name gave before. */
  words(name: string, length: number): Uint32Array {
    const known = this.#words.get(name);
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    this.#words.set(name, new Uint32Array(roomy(length)));
    return this.words(name, length);
  }
}

/** Leaves room to grow: batches of one flow log differ slightly in size. */
function roomy(length: number): number {
  return Math.ceil(length * 1.25) + 64;
}
