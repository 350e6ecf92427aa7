import { zstdDecompressSync } from 'node:zlib';
import type { Db } from '#db/client.ts';
import { storedLevels, storedProfile, type StoredLevel, type StoredProfile } from '#db/queries/profiles.ts';
import { LAG_DAYS } from '#services/behaviour/before.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { readOrganization, type OrganizationLevel } from '#services/behaviour/organization-level.ts';
import { printJudgedBy } from '#services/behaviour/recall.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { profilesOf } from '#services/engine/behaviours.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';

/** What was learned about the identities of a partition, as it is stored. */
export interface StoredKnowledge {
  readonly profiles: readonly KnownProfile[];
  readonly version: string;
}

interface KnownProfile {
  readonly name: string;
  /** Undefined when nothing was learned about the partition. */
  readonly stored: StoredProfile | undefined;
  /** The latest first. */
  readonly levels: readonly StoredLevel[];
}

/** Older levels of the organization are not used to judge a day. */
const LEVEL_DAYS = 16;

/** Loads what the days of a turn are judged by; undefined when it touched no day. */
export async function loadKnowledge(
  db: Db,
  detectors: readonly AnyDetector[],
  partition: string,
  touched: readonly WindowKey[],
): Promise<StoredKnowledge | undefined> {
  const known: KnownProfile[] = [];
  for (const { name } of profilesOf(detectors)) {
    const dates = touched.flatMap(({ type, windowStart }) => (type === name ? [windowStart / days(1) - LAG_DAYS] : []));
    if (dates.length === 0) continue;
    const stored = await storedProfile(db, partition, name);
    const levels = await storedLevels(db, name, Math.min(...dates) - LEVEL_DAYS, Math.max(...dates));
    known.push({ name, stored, levels });
  }
  if (known.length === 0) return undefined;
  const by = known.map(({ name, stored, levels }) => ({ name, sealed: stored?.sealedDay, level: levels[0]?.day }));
  return { profiles: known, version: printJudgedBy(by) };
}

/** Decodes loaded knowledge, ready to judge days by. */
export function openKnowledge({ profiles, version }: StoredKnowledge): LearnedBehaviour {
  const opened = new Map(profiles.map((known) => [known.name, openProfile(known)]));
  return new LearnedBehaviour({
    version,
    history: ({ name }) => opened.get(name)?.history,
    organization: ({ name }, day) => opened.get(name)?.levelFor(day),
    thresholds({ name, judging }, day) {
      const usual = opened.get(name)?.levelFor(day)?.calibration.threshold;
      return usual === undefined ? judging.thresholds : { ...judging.thresholds, usual };
    },
  });
}

function openProfile({ stored, levels }: KnownProfile) {
  const opened = new Map<number, OrganizationLevel>();
  return {
    history: stored && readHistory(stored.partition, unpack(stored.value)),
    levelFor(day: number): OrganizationLevel | undefined {
      const last = levels.find((level) => level.day <= day - LAG_DAYS);
      if (last === undefined) return undefined;
      const level = opened.get(last.day) ?? readOrganization(unpack(last.value));
      opened.set(last.day, level);
      return level;
    },
  };
}

export function unpack(value: Uint8Array): Json {
  const json: Json = JSON.parse(zstdDecompressSync(value).toString());
  return json;
}
