import type { World } from '../../world.ts';

/** Reads a value once for all callers within `ms`. After a failure, the next caller reads again. */
export function heldFor<T>(ms: number, { now }: Pick<World, 'now'>, read: () => Promise<T>): () => Promise<T> {
  let held: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = now().getTime();
    // The difference is absolute, so that a clock that was set back does not hold the value for longer.
    if (held !== undefined && Math.abs(at - held.at) < ms) return held.value;
    const fresh = { at, value: read() };
    held = fresh;
    fresh.value.catch(() => {
      if (held === fresh) held = undefined;
    });
    return fresh.value;
  };
}
