import { createPublicKey, hash, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DigestBytes, PublicKeys } from '#services/model/digest.ts';
import { DIGEST_FILE, type DigestFile } from './digest-key.ts';

/** Bound on the size of a digest as it is stored. */
export const DIGEST_BYTES_MAX = 16 * 1024 * 1024;

/** Bound on the text of a digest: for the busiest hour of an account it is a few MB. */
const TEXT_MAX = 64 * 1024 * 1024;

/** A digest whose content fits its key, before its signature is checked. */
export interface OpenedDigest {
  readonly file: DigestFile;
  /** SHA-256 of its text, in hex. */
  readonly textHash: string;
  readonly signature: string;
}

/**
 * Opens a digest, with the checks that need no key of CloudTrail.
 *
 * @returns a sentence when only a forger can have written it there
 */
export function openDigest(key: string, { bytes, metadata }: DigestBytes): OpenedDigest | string {
  const text = textOf(bytes);
  if (text === undefined) return 'It is not gzip, or it is too large.';
  const file = DIGEST_FILE.safeParse(parsed(text));
  if (!file.success) return 'It does not have the format of a digest.';
  const { digestS3Bucket, digestS3Object } = file.data;
  if (digestS3Object !== key) return `It was written for s3://${digestS3Bucket}/${digestS3Object}.`;
  const { signature } = metadata;
  if (signature === undefined || !/^(?:[0-9a-f]{2})+$/i.test(signature)) return 'It has no signature.';
  return { file: file.data, textHash: hash('sha256', text), signature: signature.toLowerCase() };
}

/**
 * Checks that CloudTrail signed the digest ("Custom implementations of CloudTrail log file integrity validation", AWS
 * CloudTrail User Guide).
 *
 * @param keys the keys that CloudTrail names for the period
 * @returns the digest when it did; otherwise a sentence
 */
export function checkSignature(opened: OpenedDigest, keys: PublicKeys): OpenedDigest | string {
  const { file, textHash, signature } = opened;
  const key = keys.get(file.digestPublicKeyFingerprint);
  if (key === undefined) return 'It names a key that CloudTrail did not use at that time.';
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = file;
  const signed = [digestEndTime, `${digestS3Bucket}/${digestS3Object}`, textHash, previousDigestSignature ?? 'null'];
  const isSigned = verify(
    'sha256',
    Buffer.from(signed.join('\n')),
    createPublicKey({ key: Buffer.from(key), format: 'der', type: 'pkcs1' }),
    Buffer.from(signature, 'hex'),
  );
  return isSigned ? opened : 'Its signature does not match its content.';
}

function textOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_MAX });
  } catch {
    return undefined;
  }
}

function parsed(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString());
  } catch {
    return undefined;
  }
}
