import type { World } from '../../world.ts';

/** Reads what many ask for once for all who ask within so many ms. */
export function heldFor<T>(ms: number, { now }: Pick<World, 'now'>, read: () => Promise<T>): () => Promise<T> {
  let held: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = now().getTime();
    if (held === undefined || at - held.at >= ms) held = { at, value: read() };
    return held.value;
  };
}
