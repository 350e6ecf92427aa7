import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DigestBytes, PublicKeys } from '#services/model/digest.ts';

const MINUTE_MS = 60_000;

/** Signs as CloudTrail does in one Region. */
export class DigestSigner {
  readonly fingerprint: string;
  /** PKCS #1 in DER, as `ListPublicKeys` returns it. */
  readonly publicKey: Uint8Array;
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.publicKey = publicKey.export({ type: 'pkcs1', format: 'der' });
    this.fingerprint = createHash('md5').update(this.publicKey).digest('hex');
    this.#privateKey = privateKey;
  }

  get keys(): PublicKeys {
    return new Map([[this.fingerprint, this.publicKey]]);
  }

  sign(text: string): string {
    return sign('sha256', Buffer.from(text), this.#privateKey).toString('hex');
  }
}

/** A digest as it is stored in a bucket. */
export interface WrittenDigest extends DigestBytes {
  readonly key: string;
  readonly bucket: string;
  readonly hash: string;
  readonly signature: string;
}

export interface DigestToWrite {
  readonly signer: DigestSigner;
  readonly bucket: string;
  /** `AWSLogs/…/CloudTrail-Digest/REGION/` */
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
  /** `NAME_HOMEREGION` */
  readonly trail?: string;
  /** The end of its hour, ms since the epoch. */
  readonly to: number;
  readonly files?: readonly { readonly key: string; readonly text: string | Uint8Array }[];
  readonly previous?: WrittenDigest | undefined;
  readonly backfill?: boolean;
}

/** A digest of one hour, linked to the one before. */
export function writeDigest({
  signer,
  bucket,
  folder,
  accountId,
  region,
  trail = 'audit_us-east-1',
  to,
  files = [],
  previous,
  backfill = false,
}: DigestToWrite): WrittenDigest {
  const end = new Date(to).toISOString().replace('.000Z', 'Z');
  const day = end.slice(0, 10).replaceAll('-', '/');
  const stamp = end.replaceAll(/[-:]/g, '');
  const key = `${folder}${day}/${accountId}_CloudTrail-Digest_${region}_${trail}_${stamp}${backfill ? '_backfill' : ''}.json.gz`;
  const text = JSON.stringify({
    awsAccountId: accountId,
    digestStartTime: new Date(to - 60 * MINUTE_MS).toISOString().replace('.000Z', 'Z'),
    digestEndTime: end,
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: signer.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: null,
    oldestEventTime: null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files.map((file) => ({
      s3Bucket: bucket,
      s3Object: file.key,
      hashValue: createHash('sha256').update(file.text).digest('hex'),
      hashAlgorithm: 'SHA-256',
      newestEventTime: end,
      oldestEventTime: end,
    })),
  });
  const hash = createHash('sha256').update(text).digest('hex');
  const signature = signer.sign(`${end}\n${bucket}/${key}\n${hash}\n${previous?.signature ?? 'null'}`);
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
  return { bucket, key, bytes: gzipSync(text), metadata, hash, signature };
}
