/**
 * A counting sort: puts rows into numbered buckets and hands them back bucket by bucket, in the order they were added.
 * When a group's records are counted one after another, the group is loaded from memory once, not once per record.
 */
export class CountingSort {
  #size = 0;
  #numbers = new Int32Array(1024);
  #rows = new Int32Array(1024);

  begin(): void {
    this.#size = 0;
  }

  add(number: number, row: number): void {
    if (this.#size === this.#rows.length) {
      this.#numbers = doubled(this.#numbers);
      this.#rows = doubled(this.#rows);
    }
    this.#numbers[this.#size] = number;
    this.#rows[this.#size] = row;
    this.#size++;
  }

  /** @param buckets what each bucket stands for, by its number */
  forEach<Bucket>(buckets: readonly Bucket[], take: (rows: Int32Array, bucket: Bucket) => void): void {
    if (buckets.length === 0) return;
    const ends = this.#ends(buckets.length);
    const rows = new Int32Array(this.#size);
    // Goes from the last row to the first, so each bucket fills from its end to its start and keeps its order.
    const next = ends.slice();
    for (let i = this.#size - 1; i >= 0; i--) {
      const number = this.#numbers[i] ?? 0;
      const at = (next[number] ?? 0) - 1;
      rows[at] = this.#rows[i] ?? 0;
      next[number] = at;
    }
    buckets.forEach((bucket, number) => take(rows.subarray(next[number], ends[number]), bucket));
  }

  /** Where each bucket ends if all buckets are stored one after another. */
  #ends(count: number): Int32Array {
    const ends = new Int32Array(count);
    for (let i = 0; i < this.#size; i++) {
      const number = this.#numbers[i] ?? 0;
      ends[number] = (ends[number] ?? 0) + 1;
    }
    for (let number = 1; number < count; number++) ends[number] = (ends[number] ?? 0) + (ends[number - 1] ?? 0);
    return ends;
  }
}

function doubled(words: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(words.length * 2);
  more.set(words);
  return more;
}
