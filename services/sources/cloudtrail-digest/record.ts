import type { ProofGapKind } from '#services/model/digest.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/** What a digest of CloudTrail's proves to be wrong with a log file, or a chain of digests with one of them. */
export interface DigestRecord extends LogRecord {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Of the log file, or of the digest. */
  readonly key: string;
  /** When it was delivered, as far as its name tells, ms since the epoch. The record's own time is when it was found out. */
  readonly delivered: number;
  /** One sentence: what is the matter. */
  readonly detail: string;
}

export interface DigestFields {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Never set: a digest tells what was done, and nobody who did it. */
  readonly address: string;
}

/** What is wrong, of these kinds. */
export function cloudtrailDigest(...kinds: readonly ProofGapKind[]): From<DigestRecord, DigestFields> {
  return { source: 'cloudtrail-digest', routes: kinds };
}
