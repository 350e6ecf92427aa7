import type { World } from '../../world.ts';

/** Reads what many ask for once for all who ask within so many ms. What cannot be read is read again for the next one. */
export function heldFor<T>(ms: number, { now }: Pick<World, 'now'>, read: () => Promise<T>): () => Promise<T> {
  let held: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = now().getTime();
    // A clock that was set back does not hold it any longer.
    if (held !== undefined && Math.abs(at - held.at) < ms) return held.value;
    const fresh = { at, value: read() };
    held = fresh;
    fresh.value.catch(() => {
      if (held === fresh) held = undefined;
    });
    return fresh.value;
  };
}
