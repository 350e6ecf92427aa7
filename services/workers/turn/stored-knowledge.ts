import { zstdDecompressSync } from 'node:zlib';
import type { Db } from '#db/client.ts';
import { storedLevels, storedProfile, type StoredLevel, type StoredProfile } from '#db/queries/profiles.ts';
import { LAG_DAYS } from '#services/behaviour/before.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { readOrganization, type OrganizationLevel } from '#services/behaviour/organization-level.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { SHIPPED_THRESHOLDS } from '#services/behaviour/thresholds.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';

/** What was learned of the identities of a partition, as it is stored. */
export interface StoredKnowledge {
  readonly profile: StoredProfile | undefined;
  /** The last first. */
  readonly levels: readonly StoredLevel[];
  readonly version: string;
}

/** Levels of the organization that are older say nothing of a day. */
const LEVEL_DAYS = 16;

/** Loads what the days that a turn touched are judged by; undefined where it touched none. */
export async function loadKnowledge(
  db: Db,
  detectors: readonly AnyDetector[],
  partition: string,
  touched: readonly WindowKey[],
): Promise<StoredKnowledge | undefined> {
  const names = new Set(detectors.flatMap(({ learned }) => learned?.profile.name ?? []));
  const gathered = touched.filter(({ type }) => names.has(type));
  const [first] = gathered;
  if (first === undefined) return undefined;
  const dates = gathered.map(({ windowStart }) => windowStart / days(1) - LAG_DAYS);
  const profile = await storedProfile(db, partition, first.type);
  const levels = await storedLevels(db, first.type, Math.min(...dates) - LEVEL_DAYS, Math.max(...dates));
  return { profile, levels, version: `${profile?.sealedDay ?? 'none'}/${levels[0]?.day ?? 'none'}` };
}

/** Opens what was loaded, to judge by. */
export function openKnowledge({ profile, levels, version }: StoredKnowledge): LearnedBehaviour {
  const history = profile && readHistory(profile.partition, unpack(profile.value));
  const opened = new Map<number, OrganizationLevel>();
  const levelFor = (day: number): OrganizationLevel | undefined => {
    const stored = levels.find((level) => level.day <= day - LAG_DAYS);
    if (stored === undefined) return undefined;
    const level = opened.get(stored.day) ?? readOrganization(unpack(stored.value));
    opened.set(stored.day, level);
    return level;
  };
  return new LearnedBehaviour({
    version,
    history: () => history,
    organization: levelFor,
    thresholds(day) {
      const usual = levelFor(day)?.calibration.threshold;
      return usual === undefined ? SHIPPED_THRESHOLDS : { ...SHIPPED_THRESHOLDS, usual };
    },
  });
}

export function unpack(value: Uint8Array): Json {
  const json: Json = JSON.parse(zstdDecompressSync(value).toString());
  return json;
}
