/**
 * Runs work in batches: requests that arrive while a batch is running form the next batch. So batches grow with the
 * load, and a lone request does not wait.
 *
 * @param work when it fails, it fails for every caller whose items were in the batch
 * @returns the result of the whole batch that holds the caller's items
 */
export function gathered<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result>,
): (items: readonly Item[]) => Promise<Result> {
  let under: Promise<unknown> = Promise.resolve();
  let next: { readonly items: Item[]; readonly result: Promise<Result> } | undefined;
  return (items) => {
    if (next === undefined) {
      const all: Item[] = [];
      const result = under.then(() => {
        next = undefined;
        return work(all);
      });
      next = { items: all, result };
      under = result.catch(() => undefined);
    }
    next.items.push(...items);
    return next.result;
  };
}
