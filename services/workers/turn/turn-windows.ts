import { storedTallies } from '#db/queries/turn.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { HeldTallies } from './held-tallies.ts';
import type { PackedWindow } from '../thinking/thinker.ts';
import type { World } from '../../world.ts';

/**
 * Reads the stored state of the windows that a turn touched.
 *
 * @returns the states of windows that have any, and their versions by `heldKey`
 */
export async function loadWindows(
  { world, held }: { readonly world: World; readonly held: HeldTallies },
  partition: string,
  touched: readonly WindowKey[],
): Promise<{ readonly stored: readonly PackedWindow[]; readonly versions: ReadonlyMap<string, string> }> {
  const known = new Map(touched.map((key) => [heldKey(partition, key), held.get(heldKey(partition, key))]));
  const wanted = touched.map((key) => ({ ...key, held: known.get(heldKey(partition, key))?.version }));
  const tallies = await storedTallies(world.database.db, partition, wanted);
  const byKey = new Map(tallies.map((tally) => [heldKey(partition, tally), tally]));
  return {
    stored: touched.flatMap(({ type, windowStart }) => {
      const key = heldKey(partition, { type, windowStart });
      const tally = byKey.get(key);
      const value = tally && (tally.value ?? known.get(key)?.value);
      return value === undefined ? [] : [{ type, windowStart, value }];
    }),
    versions: new Map([...byKey].map(([key, { version }]) => [key, version])),
  };
}

export function heldKey(
  partition: string,
  { type, windowStart }: { readonly type: string; readonly windowStart: number },
): string {
  return `${partition} ${type} ${windowStart}`;
}
