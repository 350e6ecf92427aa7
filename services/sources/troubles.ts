import type { Trouble, TroubleKind } from '#services/model/log-object.ts';

/** How many troubles a report keeps; all are counted. */
const KEPT_MAX = 20;

/** The problems of reading one object: all are counted, and the first few are kept, ordered by position. */
export class Troubles {
  #kept: Trouble[] = [];
  #unreadable = 0;

  /** @param records number of records lost: counted as unreadable */
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
