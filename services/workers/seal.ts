import { zstdCompressSync } from 'node:zlib';
import { isLearningTaken } from '#db/queries/learning.ts';
import {
  gatheredDay,
  putLevel,
  putProfile,
  sealableDays,
  storedLevels,
  storedProfile,
  storedProfiles,
} from '#db/queries/profiles.ts';
import { LAG_DAYS } from '#services/behaviour/before.ts';
import { DAYS } from '#services/behaviour/day-set.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { encodeOrganization, organizationLevel, readOrganization } from '#services/behaviour/organization-level.ts';
import { sealDay } from '#services/behaviour/seal-day.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { readActs } from '#services/engine/acts-window.ts';
import { profilesOf } from '#services/engine/behaviours.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { Json } from '#services/model/subject.ts';
import { hours } from '#services/model/time.ts';
import type { World } from '../world.ts';
import { unpack } from './turn/stored-knowledge.ts';

/** How long after its end a day is sealed. Records that are read later are not learned. */
const AFTER_MS = hours(6);

/**
 * Seals the days that are over: adds them to what is known of each account, and then of the organization. Each day is
 * one write for one account: a process that dies has sealed the days before, and the next one continues from there. Two
 * processes may seal at the same time without harm.
 *
 * @param budget alerts for each account and week, of all profiles together
 * @param by a service seals nothing while another process learns past days in order
 */
export async function seal(
  { database: { db }, now, log }: Pick<World, 'database' | 'now' | 'log'>,
  detectors: readonly AnyDetector[],
  budget: number,
  by: 'service' | 'learner' = 'service',
): Promise<void> {
  if (by === 'service' && (await isLearningTaken(db))) return;
  for (const profile of profilesOf(detectors)) {
    const { name } = profile;
    const sealable = await sealableDays(db, name, new Date(now().getTime() - AFTER_MS));
    for (const gathered of sealable) {
      const { partition, day } = gathered;
      const value = await gatheredDay(db, name, gathered);
      const before = await storedProfile(db, partition, name);
      if (value === undefined || (before !== undefined && before.sealedDay >= day)) continue;
      const history =
        before === undefined ? new AccountHistory(partition) : readHistory(partition, unpack(before.value));
      const [level] = await storedLevels(db, name, 0, day - LAG_DAYS);
      let acts: readonly ActsOfDay[];
      try {
        acts = readActs(profile, unpack(value), day);
      } catch (error) {
        // An unreadable day teaches nothing, but the days after it do.
        log.error('tally-discarded', { partition, type: name, day, error: sentenceOf(error) });
        continue;
      }
      sealDay(profile, history, day, acts, level && readOrganization(unpack(level.value)));
      await putProfile(db, name, { partition, sealedDay: day, value: pack(history.encode()) }, before?.sealedDay);
    }
    if (sealable.length === 0) continue;
    const stored = await storedProfiles(db, name);
    const last = Math.max(...stored.map(({ sealedDay }) => sealedDay));
    const histories = stored.map(({ partition, value }) => readHistory(partition, unpack(value)));
    const level = organizationLevel(profile.judging, last, histories, budget);
    await putLevel(db, name, { day: last, value: pack(encodeOrganization(level)) }, last - DAYS);
    log.info('days-sealed', {
      profile: name,
      days: sealable.length,
      accounts: stored.length,
      dropped: droppedOf(histories),
      ...level.calibration,
    });
  }
}

function droppedOf(histories: readonly AccountHistory[]): number {
  return histories.reduce((sum, { dropped }) => sum + dropped, 0);
}

function pack(json: Json): Uint8Array {
  return zstdCompressSync(JSON.stringify(json));
}
