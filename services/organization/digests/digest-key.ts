import { z } from 'zod';

/** The facts in the key of a digest ("CloudTrail digest file structure", AWS CloudTrail User Guide). */
export interface DigestKey {
  readonly accountId: string;
  readonly region: string;
  /** `NAME_HOMEREGION`: several trails may write below one prefix. */
  readonly trail: string;
  /** The end of the period that it covers, ms since the epoch. */
  readonly to: number;
  /**
   * A backfill digest names log files that were too late for the digest of their hour. It is chained only to other
   * backfill digests.
   */
  readonly backfill: boolean;
}

const KEY =
  /(?:^|\/)(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_([A-Za-z0-9._-]+_[a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(_backfill)?\.json\.gz$/;

/** @returns undefined when the key is not a digest's */
export function parseDigestKey(key: string): DigestKey | undefined {
  const [, accountId, region, trail, year, month, day, hour, minute, second, backfill] = KEY.exec(key) ?? [];
  if (accountId === undefined || region === undefined || trail === undefined) return undefined;
  const to = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(to) ? undefined : { accountId, region, trail, to, backfill: backfill !== undefined };
}

const MOMENT = z.iso.datetime().transform((text) => Date.parse(text));

/** The fields of a digest that are used. Times are whole seconds; `digestEndTime` is signed as it is written. */
export const DIGEST_FILE = z.object({
  digestStartTime: MOMENT,
  digestEndTime: z.iso.datetime(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.literal('SHA256withRSA'),
  /** Null in the first digest of a chain: logging or validation had been off. */
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
