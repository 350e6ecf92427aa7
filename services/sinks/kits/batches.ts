/** What one request may hold. */
export interface BatchBounds {
  readonly itemsMax: number;
  readonly bytesMax: number;
}

/** As few batches as keep order and bounds; what is too large by itself is a batch of its own. */
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
