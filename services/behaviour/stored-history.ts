import { z } from 'zod';
import type { Json } from '#services/model/subject.ts';
import { LEAST_HALF_BITS } from './budget.ts';
import { AccountHistory, type Known } from './history.ts';

const KNOWN = z
  .tuple([z.int(), z.int(), z.int(), z.int()])
  .transform(([first, last, low, high]): Known => ({ first, last, days: { low, high } }));
const STORED = z.object({
  version: z.literal(1),
  first: z.int().nullable(),
  last: z.int().nullable(),
  dropped: z.int(),
  alerts: z.array(z.tuple([z.int(), z.array(z.int())])),
  identities: z.array(
    z.tuple([
      z.string(),
      z.string(),
      z.string(),
      KNOWN,
      // Rows of earlier versions have no half bits.
      z.array(z.tuple([z.string(), z.int()], z.int())),
      z.tuple([z.int(), z.int()]),
      z.array(z.tuple([z.string(), KNOWN, z.array(z.int())])),
      z.array(z.tuple([z.string()], z.tuple([z.string(), KNOWN]))),
    ]),
  ),
});

/** Reads what `AccountHistory.encode` gave. @throws when it was written in another shape */
export function readHistory(accountId: string, json: Json): AccountHistory {
  const stored = STORED.parse(json);
  const history = new AccountHistory(accountId);
  history.first = stored.first ?? undefined;
  history.last = stored.last ?? undefined;
  history.dropped = stored.dropped;
  for (const [day, counts] of stored.alerts) history.alerts.set(day, pairs(counts));
  for (const [id, itsClass, peers, known, told, [low, high], codes, values] of stored.identities)
    history.identities.set(id, {
      ...known,
      class: itsClass,
      peers,
      told: new Map(told.map(([tactic, day, half = LEAST_HALF_BITS]) => [tactic, { day, half }])),
      toolDays: { low, high },
      codes: new Map(codes.map(([code, its, more]) => [code, { ...its, more: pairs(more) }])),
      values: new Map(values.map(([kind, ...seen]) => [kind, new Map(seen)])),
    });
  return history;
}

function pairs(flat: readonly number[]): Map<number, number> {
  return new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2] ?? 0, flat[i * 2 + 1] ?? 0]));
}
