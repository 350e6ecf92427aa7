/**
 * Does work for several at a time: what is asked for while it is under way is done together when it has ended. So the
 * busier it is, the more is done at once, and nobody waits who is alone.
 *
 * @param work fails for all whose items it was given
 * @returns what work gave for these and whatever else was asked for
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
