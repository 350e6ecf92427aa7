import type { SourceName } from './log-object.ts';

/**
 * The folder of CloudTrail's digests for one account and Region: files that name the log files it delivered with their
 * hashes, signed by it and chained to one another ("Validating CloudTrail log file integrity", AWS CloudTrail User
 * Guide).
 */
export interface DigestFolder {
  /** Ends with `/`; the date follows in keys. */
  readonly prefix: string;
  /** The trails that write there, as they appear in names of digests: `NAME_HOMEREGION`. */
  readonly trails: readonly string[];
}

/** Problems that digests prove, and problems with the digests themselves. */
export const PROOF_GAP_KINDS = [
  'object-missing',
  'object-altered',
  'object-replaced',
  'digest-removed',
  'digest-forged',
  'digest-missing',
] as const;
export type ProofGapKind = (typeof PROOF_GAP_KINDS)[number];

/** One problem that digests prove, with the log file or digest concerned. */
export interface ProofGap {
  readonly kind: ProofGapKind;
  readonly bucket: string;
  /** Key of the log object or the digest. Where digests stopped coming: the folder and the trail's name. */
  readonly key: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: SourceName;
  /** Start of the affected time, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** One sentence: the problem. */
  readonly detail: string;
}

/** The remedy for each kind. */
export const PROOF_REMEDIES: Readonly<Record<ProofGapKind, string>> = {
  'object-missing':
    'Find out who deleted it (DeleteObject in the data events of the bucket, or a lifecycle rule), and restore it from a version or a copy; it is then read.',
  'object-altered':
    'Find out who wrote it, and restore the original from a version or a copy. Records already read from it are counted in findings.',
  'object-replaced': 'Find out who overwrote it: AWS never does. Both the original and the other content were read.',
  'digest-removed':
    'Find out who deleted it, and restore it from a version or a copy. Until then nothing proves that the log files of this time are complete.',
  'digest-forged':
    'Find out who wrote it: CloudTrail did not. Restore the genuine one from a version or a copy, if there was one.',
  'digest-missing':
    'Check that log file validation of the trail is on and that CloudTrail may still write to the bucket, and whether somebody deletes its digests.',
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

/** The bucket to ask for objects, and the identity to ask with. */
export interface DigestPlace {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** The identity that may list the bucket. */
  readonly as: string;
  /** The account that must own the bucket. */
  readonly owner: string | undefined;
}

/** Keys that CloudTrail signs with in one Region, by fingerprint: RSA keys as PKCS #1 in DER. */
export type PublicKeys = ReadonlyMap<string, Uint8Array>;

/** The origin of digests and of the keys that verify them: S3 and CloudTrail. */
export interface DigestStore {
  /** Lists the objects below a folder after a key, a page at a time, in order of keys. */
  list(place: DigestPlace, prefix: string, startAfter: string): AsyncIterable<readonly StoredObject[]>;
  /** Undefined when the object does not exist. @param bytesMax a larger object counts as empty */
  read(place: DigestPlace, key: string, bytesMax: number): Promise<DigestBytes | undefined>;
  /** An object's metadata without its bytes; undefined when it does not exist. */
  find(place: DigestPlace, key: string): Promise<StoredObject | undefined>;
  /** The keys of the place's Region that were valid at some time between two moments, ms since the epoch. */
  publicKeys(place: DigestPlace, from: number, to: number): Promise<PublicKeys>;
}
