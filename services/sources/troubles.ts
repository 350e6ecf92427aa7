import type { Trouble, TroubleKind } from '#services/model/log-object.ts';

/** How many troubles a report keeps; all are counted. */
const KEPT_MAX = 20;

/** What could not be read of one object: counted, and the first few kept in order of position. */
export class Troubles {
  #kept: Trouble[] = [];
  #unreadable = 0;

  /** @param records lost to it: counted as unreadable */
  add(kind: TroubleKind, message: string, position?: number, records = position === undefined ? 0 : 1): void {
    this.addAll([{ kind, message, position, records }]);
  }

  addAll(troubles: readonly Trouble[]): void {
    for (const trouble of troubles) {
      this.#unreadable += trouble.records;
      this.#kept.push(trouble);
    }
    if (this.#kept.length > 2 * KEPT_MAX) this.#kept = first(this.#kept);
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  get kept(): readonly Trouble[] {
    return first(this.#kept);
  }
}

function first(troubles: readonly Trouble[]): Trouble[] {
  return troubles.toSorted((a, b) => (a.position ?? -1) - (b.position ?? -1)).slice(0, KEPT_MAX);
}
