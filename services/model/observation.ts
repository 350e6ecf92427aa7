import { hash } from 'node:crypto';
import type { Action } from './action.ts';
import type { FindingType } from './finding-type.ts';
import type { JsonObject, Subject } from './subject.ts';

/** A record that led to a finding: where it stands, so that anybody can look. */
export interface Origin {
  /** Name of the log object: `s3://bucket/key` or a file's path. */
  readonly object: string;
  /** Index in `Records` (from 0), or line number (from 1). */
  readonly position: number;
  /** CloudTrail's `eventID`; null where the source gives none. */
  readonly id: string | null;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** "This detector's question was answered yes about this subject in this window." Emitted again, whole, as it grows. */
export interface Observation {
  readonly type: FindingType;
  readonly accountId: string;
  readonly region: string;
  readonly subject: Subject;
  /** ms since the epoch */
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly severity: number;
  /** Of the latest record. */
  readonly action: Action;
  /** The earliest records, bounded by the source's `originsMax`, in order of time. */
  readonly origins: readonly Origin[];
  /** The state of each tally, as it encodes it. */
  readonly tallies: JsonObject;
}

/** What a finding counts already of an observation that may grow: taken out when the observation is folded again. */
export interface Contribution {
  readonly count: number;
  /** Of the tallies that add up, their states. */
  readonly tallies: JsonObject;
}

/**
 * Identifies an observation among those of its finding. The other end is named by somebody else: what a database
 * cannot hold as it is, or cannot index, goes by its hash.
 */
export function observationKey({
  subject: { remote = '' },
  windowStart,
}: Pick<Observation, 'subject' | 'windowStart'>): string {
  return `${windowStart}|${PLAIN.test(remote) ? remote : `sha256:${hash('sha256', JSON.stringify(remote))}`}`;
}

/** Names an observation among those of all findings. */
export function countedKey(findingId: string, key: string): string {
  return `${findingId} ${key}`;
}

/** As long as a domain name may be, and none of those that go by their hash. */
const PLAIN = /^(?!sha256:)[ -~]{0,255}$/;
