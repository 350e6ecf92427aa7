import { z } from 'zod';
import type { Judging } from '#services/model/behaviour.ts';
import type { Json } from '#services/model/subject.ts';
import { calibrate, type Calibration } from './budget.ts';
import type { AccountHistory } from './history.ts';
import { accountLevels, addLevel, emptyLevel, type Level } from './levels.ts';

/** What is known of an organization at the end of a day: what its identities do, and from which score on to report. */
export interface OrganizationLevel extends Level {
  /** Days since the epoch. */
  readonly day: number;
  readonly calibration: Calibration;
}

/** @param budget alerts per account and week, of all profiles together */
export function organizationLevel(
  judging: Judging,
  day: number,
  histories: readonly AccountHistory[],
  budget: number,
): OrganizationLevel {
  const level = emptyLevel();
  for (const history of histories) addLevel(level, accountLevels(history, day));
  return { ...level, day, calibration: calibrate(judging, budget, histories) };
}

export function encodeOrganization({ day, calibration, days, codes }: OrganizationLevel): Json {
  return { version: 1, day, calibration: { ...calibration }, days: [...days], codes: [...codes] };
}

const COUNTS = z.array(z.tuple([z.string(), z.int()])).transform((entries) => new Map(entries));
const STORED = z.object({
  version: z.literal(1),
  day: z.int(),
  calibration: z.object({ threshold: z.number(), achieved: z.number(), accountWeeks: z.number() }),
  days: COUNTS,
  codes: COUNTS,
});

/** @throws when it was written in another shape */
export function readOrganization(json: Json): OrganizationLevel {
  return STORED.parse(json);
}
