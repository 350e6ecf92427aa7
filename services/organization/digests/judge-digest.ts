import { createPublicKey, hash, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DigestBytes, PublicKeys } from '#services/model/digest.ts';
import { DIGEST_FILE, type DigestFile } from './digest-key.ts';

/** Bytes of a digest as it is stored. */
export const DIGEST_BYTES_MAX = 16 * 1024 * 1024;

/** Text of a digest: of the busiest hour of an account it is a few MB. */
const TEXT_MAX = 64 * 1024 * 1024;

/** A digest that says what it should where it should, signed with a key that is still to be asked about. */
export interface OpenedDigest {
  readonly file: DigestFile;
  /** SHA-256 of its text, in hex. */
  readonly textHash: string;
  readonly signature: string;
}

/**
 * Opens a digest, as far as that goes without CloudTrail's keys.
 *
 * @returns a sentence where nobody but a forger can have written it there
 */
export function openDigest(key: string, { bytes, metadata }: DigestBytes): OpenedDigest | string {
  const text = textOf(bytes);
  if (text === undefined) return 'It is no gzip of a bearable size.';
  const file = DIGEST_FILE.safeParse(parsed(text));
  if (!file.success) return 'It is not written as digests are.';
  const { digestS3Bucket, digestS3Object } = file.data;
  if (digestS3Object !== key) return `It was written for s3://${digestS3Bucket}/${digestS3Object}.`;
  const { signature } = metadata;
  if (signature === undefined || !/^(?:[0-9a-f]{2})+$/i.test(signature)) return 'It has no signature.';
  return { file: file.data, textHash: hash('sha256', text), signature: signature.toLowerCase() };
}

/**
 * Whether CloudTrail signed it ("Custom implementations of CloudTrail log file integrity validation", AWS CloudTrail User
 * Guide).
 *
 * @param keys those that CloudTrail names for the time
 * @returns undefined when it did; else a sentence
 */
export function signatureTrouble({ file, textHash, signature }: OpenedDigest, keys: PublicKeys): string | undefined {
  const key = keys.get(file.digestPublicKeyFingerprint);
  if (key === undefined) return 'It names a key that CloudTrail did not sign with at that time.';
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = file;
  const signed = [digestEndTime, `${digestS3Bucket}/${digestS3Object}`, textHash, previousDigestSignature ?? 'null'];
  const isSigned = verify(
    'sha256',
    Buffer.from(signed.join('\n')),
    createPublicKey({ key: Buffer.from(key), format: 'der', type: 'pkcs1' }),
    Buffer.from(signature, 'hex'),
  );
  return isSigned ? undefined : 'Its signature is not of CloudTrail over what it says.';
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
