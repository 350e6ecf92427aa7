import { zstdDecompressSync } from 'node:zlib';
import type { StoredLevel, StoredProfile } from '#db/queries/profiles.ts';
import type { KnowledgeKey, StoredState } from '#db/queries/turn.ts';
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

/** Asks for what the touched days are judged by. */
export function knowledgeAsked(
  detectors: readonly AnyDetector[],
  touched: readonly WindowKey[],
): readonly KnowledgeKey[] {
  return profilesOf(detectors).flatMap(({ name }) => {
    const dates = touched.flatMap(({ type, windowStart }) => (type === name ? [windowStart / days(1) - LAG_DAYS] : []));
    if (dates.length === 0) return [];
    return [{ profile: name, fromDay: Math.min(...dates) - LEVEL_DAYS, toDay: Math.max(...dates) }];
  });
}

/** What the touched days are judged by; undefined when none was touched. */
export function knowledgeOf(
  asked: readonly KnowledgeKey[],
  { profiles, levels }: Pick<StoredState, 'profiles' | 'levels'>,
): StoredKnowledge | undefined {
  if (asked.length === 0) return undefined;
  const known = asked.map(({ profile: name }) => ({
    name,
    stored: profiles.get(name),
    levels: levels.get(name) ?? [],
  }));
  const by = known.map((each) => ({ name: each.name, sealed: each.stored?.sealedDay, level: each.levels[0]?.day }));
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

/** Decompresses and parses a stored value. */
export function unpack(value: Uint8Array): Json {
  const json: Json = JSON.parse(zstdDecompressSync(value).toString());
  return json;
}
