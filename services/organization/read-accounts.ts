import type { Column } from '#services/model/column.ts';

/** Collects the accounts of all records. Each value of a dictionary is looked at once. */
export class ReadAccounts {
  readonly ids = new Set<string>();
  /** The accounts that the keys of all logs name. */
  readonly named = new Set<string>();
  #generation: symbol | undefined;
  #seen = 0;

  /** @param accounts the column `accountId` of a batch */
  add(accounts: Column): void {
    const { generation, limit } = accounts;
    if (generation !== this.#generation) this.#seen = 0;
    this.#generation = generation;
    for (; this.#seen < limit; this.#seen++) {
      const id = accounts.value(this.#seen);
      if (id !== undefined) this.ids.add(String(id));
    }
  }
}
