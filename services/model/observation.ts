import { hash } from 'node:crypto';
import type { Action } from './action.ts';
import type { FindingType } from './finding-type.ts';
import type { JsonObject, Subject } from './subject.ts';

/** The place of a record that led to a finding, so that anybody can look it up. */
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

/**
 * "The answer to this detector's question was yes for this subject in this window." Emitted again, whole, as it grows.
 */
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
  /** The latest record's action. */
  readonly action: Action;
  /** The earliest records, bounded by the source's `originsMax`, in order of time. */
  readonly origins: readonly Origin[];
  /** The state of each tally, as it encodes it. */
  readonly tallies: JsonObject;
}

/**
 * The part of an observation that a finding already counts. An observation may grow: this part is taken out when it is
 * folded again.
 */
export interface Contribution {
  readonly count: number;
  /** States of the tallies that add up. */
  readonly tallies: JsonObject;
}

/**
 * Identifies an observation among those of its finding. Outsiders choose the name of the remote end: names that a
 * database cannot hold or index as they are get replaced by their hash.
 */
export function observationKey({
  subject: { remote, identity },
  windowStart,
}: Pick<Observation, 'subject' | 'windowStart'>): string {
  const apart = remote ?? identity ?? '';
  return `${windowStart}|${PLAIN.test(apart) ? apart : `sha256:${hash('sha256', JSON.stringify(apart))}`}`;
}

/** Identifies an observation among those of all findings. */
export function countedKey(findingId: string, key: string): string {
  return `${findingId} ${key}`;
}

/** At most the length of a domain name, and not in the form of a hash. */
const PLAIN = /^(?!sha256:)[ -~]{0,255}$/;
