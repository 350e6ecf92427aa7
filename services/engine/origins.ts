import assert from 'node:assert/strict';

/**
 * The earliest records of a group, up to a maximum, by (time, object, position). Kept as plain numbers: a partition of
 * flow logs has a hundred thousand groups in memory.
 */
export class Origins {
  /** Three numbers per record, in order: time, index of the object, position. */
  numbers: number[] = [];
  /** Ids of the same records, when any of them has one. */
  ids: (string | undefined)[] | undefined;

  get length(): number {
    return this.numbers.length / 3;
  }

  /** How many have an id. */
  get identified(): number {
    return this.ids?.reduce((count, id) => (id === undefined ? count : count + 1), 0) ?? 0;
  }

  /** ms since the epoch. */
  get firstTime(): number {
    const [time] = this.numbers;
    assert(time !== undefined, 'A group without a record has no first time.');
    return time;
  }

  /** Whether a record of this time may rank among the earliest; at equal times, `take` decides. */
  mayTake(time: number, max: number): boolean {
    return this.numbers.length < max * 3 || time <= (this.numbers[this.numbers.length - 3] ?? 0);
  }

  /**
   * Takes a record that ranks among the earliest. When two objects have the same id, the smaller origin stays.
   *
   * @param objects names by index: origins of one time rank by name
   * @returns whether anything changed
   */
  take(
    time: number,
    object: number,
    position: number,
    id: string | undefined,
    max: number,
    objects: readonly string[],
  ): boolean {
    const { numbers } = this;
    const twin = id === undefined ? -1 : (this.ids?.indexOf(id) ?? -1);
    let rank = this.length;
    while (rank > 0 && this.#ranksBefore(time, object, position, rank - 1, objects)) rank--;
    if (twin >= 0) {
      if (rank > twin) return false;
      this.#remove(twin);
    } else if (rank >= max) return false;
    if (id !== undefined) this.ids ??= Array.from({ length: this.length });
    // Small arrays are copied, not grown: an array that grows takes room for 17 more, and most groups have a handful of
    // records.
    if (this.length < FEW) {
      this.ids = this.ids?.toSpliced(rank, 0, id);
      this.numbers = numbers.toSpliced(rank * 3, 0, time, object, position);
    } else {
      this.ids?.splice(rank, 0, id);
      numbers.splice(rank * 3, 0, time, object, position);
    }
    if (this.length > max) this.#remove(max);
    return true;
  }

  #ranksBefore(time: number, object: number, position: number, rank: number, objects: readonly string[]): boolean {
    const at = rank * 3;
    const there = this.numbers;
    return comparePlaces(time, object, position, there[at] ?? 0, there[at + 1] ?? 0, there[at + 2] ?? 0, objects) < 0;
  }

  #remove(rank: number): void {
    this.numbers.splice(rank * 3, 3);
    this.ids?.splice(rank, 1);
  }
}

const FEW = 16;

/** Orders records by (time, object's name, position). Objects are given by index into `objects`. */
export function comparePlaces(
  timeA: number,
  objectA: number,
  positionA: number,
  timeB: number,
  objectB: number,
  positionB: number,
  objects: readonly string[],
): number {
  if (timeA !== timeB) return timeA - timeB;
  if (objectA !== objectB) return (objects[objectA] ?? '') < (objects[objectB] ?? '') ? -1 : 1;
  return positionA - positionB;
}

/** An object's name by its index in a window. Asserted: a wrong name would show people a record that is not there. */
export function objectName(objects: readonly string[], index: number | undefined): string {
  const name = index === undefined ? undefined : objects[index];
  assert(name !== undefined, `A window knows no object of the index ${index}.`);
  return name;
}
