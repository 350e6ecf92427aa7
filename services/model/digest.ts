import type { SourceName } from './log-object.ts';

/**
 * Where CloudTrail puts its digests of one account and Region: files that name the log files it delivered with their
 * hashes, signed by it and chained to one another ("Validating CloudTrail log file integrity", AWS CloudTrail User Guide).
 */
export interface DigestFolder {
  /** Ends with `/`; keys go on with the date. */
  readonly prefix: string;
  /** The trails that write there, as the names of their digests have it: `NAME_HOMEREGION`. */
  readonly trails: readonly string[];
}

/** What is shown by digests to be wrong, or no longer shown to be right. */
export const PROOF_GAP_KINDS = [
  'object-missing',
  'object-altered',
  'object-replaced',
  'digest-removed',
  'digest-forged',
  'digest-missing',
] as const;
export type ProofGapKind = (typeof PROOF_GAP_KINDS)[number];

/** One thing that digests prove to be wrong, by its name. */
export interface ProofGap {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Of the log object, or of the digest. Where digests stopped coming: of their folder, and the trail's name. */
  readonly key: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: SourceName;
  /** What time it concerns, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** One sentence: what is the matter. */
  readonly detail: string;
}

/** What to do about each. */
export const PROOF_REMEDIES: Readonly<Record<ProofGapKind, string>> = {
  'object-missing':
    'Find out who deleted it (DeleteObject in the data events of the bucket, or a lifecycle rule), and restore it from a version or a copy: it is read then.',
  'object-altered':
    'Find out who wrote it, and restore what CloudTrail delivered from a version or a copy. What was read of it counts in findings.',
  'object-replaced':
    'Find out who wrote over it: AWS never does. What CloudTrail delivered was read; what came besides was read as well.',
  'digest-removed':
    'Find out who deleted it, and restore it from a version or a copy: until then nothing shows that the log files of this time are whole.',
  'digest-forged':
    'Find out who wrote it: CloudTrail did not. Restore the true one from a version or a copy, if there was one.',
  'digest-missing':
    'See whether log file validation of the trail is on and CloudTrail may still write to the bucket, and who deletes its digests.',
};

/** An object of the bucket that holds digests, or that a digest names. */
export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** The bytes of a digest as they are stored, and what S3 keeps beside them. */
export interface DigestBytes {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a bucket's objects are asked for, and as whom. */
export interface DigestPlace {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** Who may list the bucket. */
  readonly as: string;
  /** Who must own it. */
  readonly owner: string | undefined;
}

/** Keys that CloudTrail signs with in one Region, by fingerprint: RSA keys as PKCS #1 in DER. */
export type PublicKeys = ReadonlyMap<string, Uint8Array>;

/** Where digests come from, and what they are verified with: S3 and CloudTrail. */
export interface DigestStore {
  /** What stands below a folder after a key, a page at a time, in order of keys. */
  list(place: DigestPlace, prefix: string, startAfter: string): AsyncIterable<readonly StoredObject[]>;
  /** Undefined when it is not there. @param bytesMax what is larger is as good as empty */
  read(place: DigestPlace, key: string, bytesMax: number): Promise<DigestBytes | undefined>;
  /** What is known of an object without its bytes; undefined when it is not there. */
  find(place: DigestPlace, key: string): Promise<StoredObject | undefined>;
  /** The keys of the place's Region that were valid at some time between two, ms since the epoch. */
  publicKeys(place: DigestPlace, from: number, to: number): Promise<PublicKeys>;
}
