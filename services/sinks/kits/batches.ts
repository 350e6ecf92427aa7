/** Bounds of one request. */
export interface BatchBounds {
  readonly itemsMax: number;
  readonly bytesMax: number;
}

/** The fewest batches that keep order and bounds; an item that alone exceeds the bounds is a batch of its own. */
export function inBatches<Item extends { readonly sizeBytes: number }>(
  items: readonly Item[],
  { itemsMax, bytesMax }: BatchBounds,
): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= itemsMax || bytes + item.sizeBytes > bytesMax) {
      batches.push([item]);
      bytes = item.sizeBytes;
    } else {
      last.push(item);
      bytes += item.sizeBytes;
    }
  }
  return batches;
}
