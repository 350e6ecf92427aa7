import type { Anomaly } from '#services/model/anomaly.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { isoDay } from '#services/model/time.ts';
import type { IdentityBefore } from './before.ts';
import { lastDay } from './day-set.ts';
import type { ScoredAct } from './score.ts';

type Nearest = NonNullable<Anomaly['nearest']>;

interface Event {
  readonly identity: string;
  readonly code: string;
  readonly day: number;
}

/**
 * The most similar earlier event to the act that tells the most: the last time that the identity did it, or else its
 * peers, or else anybody in the account; or else the last act of the same tactic that the identity did. Undefined where
 * there was none of them.
 */
export function nearestEvent(
  acts: ActsOfDay,
  { before, history, class: itsClass }: IdentityBefore,
  { code, tactic }: ScoredAct,
): Nearest | undefined {
  const { until } = before;
  const { words, rates } = acts.profile.judging;
  const doneBy = (isAmong: (identity: string, peers: string) => boolean) =>
    latest(
      Array.from(before.identities, ([identity, its]): Event | undefined => {
        const known = isAmong(identity, its.peers) ? its.codes.get(code) : undefined;
        const day = known && lastDay(known.days, until);
        return day === undefined ? undefined : { identity, code, day };
      }),
    );
  const said = (level: Nearest['level'], event: Event, told: string): Nearest => ({
    ...event,
    level,
    day: isoDay(event.day),
    words: `${told} on ${isoDay(event.day)}.`,
  });
  const own = doneBy((identity) => identity === acts.identity);
  if (own !== undefined) return said('identity', own, `It had last ${words.did} ${code}`);
  const never = `It had never ${words.did} ${code} before`;
  const peer = doneBy((_, peers) => peers === acts.peers);
  if (peer !== undefined) return said('peers', peer, `${never}; ${peer.identity} of its ${words.peers} had, last`);
  const other = doneBy(() => true);
  if (other !== undefined) return said('account', other, `${never}; ${other.identity} of its account had, last`);
  const alike = latest(
    Array.from(history?.codes ?? [], ([name, { days }]): Event | undefined => {
      const day = rates(name, itsClass).tactic === tactic ? lastDay(days, until) : undefined;
      return day === undefined ? undefined : { identity: acts.identity, code: name, day };
    }),
  );
  return (
    alike && said('identity', alike, `${never}, and nobody in its account had; nearest to it was ${alike.code}, last`)
  );
}

/** The latest event; of those of one day, the first by identity and code. */
function latest(events: readonly (Event | undefined)[]): Event | undefined {
  let best: Event | undefined;
  for (const event of events) if (event && (best === undefined || isNearer(event, best))) best = event;
  return best;
}

function isNearer(one: Event, other: Event): boolean {
  if (one.day !== other.day) return one.day > other.day;
  if (one.identity !== other.identity) return one.identity < other.identity;
  return one.code < other.code;
}
