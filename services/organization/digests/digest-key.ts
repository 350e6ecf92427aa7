import { z } from 'zod';

/** What the key of a digest says ("CloudTrail digest file structure", AWS CloudTrail User Guide). */
export interface DigestKey {
  readonly accountId: string;
  readonly region: string;
  /** `NAME_HOMEREGION`: several trails may write below one prefix. */
  readonly trail: string;
  /** When the time ends that it is about, ms since the epoch. */
  readonly to: number;
  /** It names log files that came too late for the digest of their hour, and is chained to others of its kind alone. */
  readonly backfill: boolean;
}

const KEY =
  /(?:^|\/)(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_([A-Za-z0-9._-]+_[a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(_backfill)?\.json\.gz$/;

/** Undefined: it is no key of a digest. */
export function parseDigestKey(key: string): DigestKey | undefined {
  const [, accountId, region, trail, year, month, day, hour, minute, second, backfill] = KEY.exec(key) ?? [];
  if (accountId === undefined || region === undefined || trail === undefined) return undefined;
  const to = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(to) ? undefined : { accountId, region, trail, to, backfill: backfill !== undefined };
}

const MOMENT = z.iso.datetime().transform((text) => Date.parse(text));

/** What of a digest is asked. Times are whole seconds; `digestEndTime` is signed as it is written. */
export const DIGEST_FILE = z.object({
  digestStartTime: MOMENT,
  digestEndTime: z.iso.datetime(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.literal('SHA256withRSA'),
  /** Null in the first of a chain: logging, or validation, had been off. */
  previousDigestS3Bucket: z.string().nullish(),
  previousDigestS3Object: z.string().nullish(),
  previousDigestSignature: z.string().nullable(),
  logFiles: z.array(
    z.object({
      s3Bucket: z.string(),
      s3Object: z.string(),
      /** SHA-256 of the uncompressed content, in hex. */
      hashValue: z.string().toLowerCase(),
      hashAlgorithm: z.literal('SHA-256'),
    }),
  ),
});
export type DigestFile = z.infer<typeof DIGEST_FILE>;
