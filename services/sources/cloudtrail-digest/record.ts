import type { ProofGapKind } from '#services/model/digest.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/** A problem with a log file that a CloudTrail digest proves, or a problem in a chain of digests. */
export interface DigestRecord extends LogRecord {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Key of the log file or the digest. */
  readonly key: string;
  /**
   * When it was delivered, according to its name, in ms since the epoch. The record's own time is when the problem was
   * found.
   */
  readonly delivered: number;
  /** A sentence that describes the problem. */
  readonly detail: string;
}

export interface DigestFields {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Never set: a digest proves what was done, but not by whom. */
  readonly address: string;
}

/** Records of these kinds. */
export function cloudtrailDigest(...kinds: readonly ProofGapKind[]): From<DigestRecord, DigestFields> {
  return { source: 'cloudtrail-digest', routes: kinds };
}
