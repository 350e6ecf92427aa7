import type { Db } from '#db/client.ts';
import { storedState } from '#db/queries/turn.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { HeldTallies } from './held-tallies.ts';
import type { PackedWindow } from '../thinking/thinker.ts';
import { knowledgeAsked, knowledgeOf, type StoredKnowledge } from './stored-knowledge.ts';

/** The stored state of the windows that a turn touched, and what their days are judged by. */
export interface LoadedState {
  /** Windows that have a stored state. */
  readonly windows: readonly PackedWindow[];
  /** The versions of these states, by `heldKey`. */
  readonly versions: ReadonlyMap<string, string>;
  /** Undefined when no touched day is judged. */
  readonly knowledge: StoredKnowledge | undefined;
}

/** Loads the state that a turn continues from. */
export async function loadState(
  db: Db,
  { held, detectors }: { readonly held: HeldTallies; readonly detectors: readonly AnyDetector[] },
  partition: string,
  touched: readonly WindowKey[],
): Promise<LoadedState> {
  const known = new Map(touched.map((key) => [heldKey(partition, key), held.get(heldKey(partition, key))]));
  const wanted = touched.map((key) => ({ ...key, held: known.get(heldKey(partition, key))?.version }));
  const asked = knowledgeAsked(detectors, touched);
  const stored = await storedState(db, partition, wanted, asked);
  const byKey = new Map(stored.tallies.map((tally) => [heldKey(partition, tally), tally]));
  return {
    windows: touched.flatMap(({ type, windowStart }) => {
      const key = heldKey(partition, { type, windowStart });
      const tally = byKey.get(key);
      const value = tally && (tally.value ?? known.get(key)?.value);
      return value === undefined ? [] : [{ type, windowStart, value }];
    }),
    versions: new Map([...byKey].map(([key, { version }]) => [key, version])),
    knowledge: knowledgeOf(asked, stored),
  };
}

/** Names a window among those of all partitions. */
export function heldKey(
  partition: string,
  { type, windowStart }: { readonly type: string; readonly windowStart: number },
): string {
  return `${partition} ${type} ${windowStart}`;
}
