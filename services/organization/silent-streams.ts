import { hours } from '#services/model/time.ts';
import { coverageKey, type CoverageKey } from './coverage.ts';
import { STEADY } from './coverage-hours.ts';

/** What the ledger knows of a stream's last days. */
export interface StreamLife extends CoverageKey {
  /** The first and the last hour of these days of which something came, ms since the epoch. */
  readonly first: number;
  readonly last: number;
  /** Hours of which something came. */
  readonly written: number;
}

/** A stream is missed when nothing has come of so long. */
const MISSED_MS = hours(4);

/**
 * Since when nothing comes of streams that wrote in nearly every hour until then, by `coverageKey`: ms since the epoch.
 *
 * @param lives of which nothing waits to be read
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
