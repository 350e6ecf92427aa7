import { hours } from '#services/model/time.ts';
import { coverageKey, type CoverageKey } from './coverage.ts';
import { STEADY } from './coverage-hours.ts';

/** What the ledger knows about a stream in recent days. */
export interface StreamLife extends CoverageKey {
  /** The first and the last hour with data, ms since the epoch. */
  readonly first: number;
  readonly last: number;
  /** The number of hours with data. */
  readonly written: number;
}

/** A stream counts as silent after this time without data. */
const MISSED_MS = hours(4);

/**
 * Since when streams that wrote in nearly every hour have been silent, by `coverageKey`: ms since the epoch.
 *
 * @param lives only streams without pending objects
 */
export function silentStreams(lives: readonly StreamLife[], now: number): ReadonlyMap<string, number> {
  return new Map(
    lives
      .filter(({ first, last, written }) => {
        const known = (last - first) / hours(1) + 1;
        return last + hours(1) + MISSED_MS <= now && known >= STEADY.hoursMin && written >= known * STEADY.share;
      })
      .map((life) => [coverageKey(life), life.last + hours(1)]),
  );
}
