import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DigestBytes } from '#services/model/digest.ts';
import { parseDigestKey } from '#services/organization/digests/digest-key.ts';
import { checkSignature, openDigest, type OpenedDigest } from '#services/organization/digests/judge-digest.ts';
import { DigestSigner, writeDigest } from '../../../world/digests.ts';

const signer = new DigestSigner();
const BASE = {
  signer,
  bucket: 'trail',
  folder: 'audit/AWSLogs/o-exampleorgid/111122223333/CloudTrail-Digest/eu-west-1/',
  accountId: '111122223333',
  region: 'eu-west-1',
  trail: 'my_trail-1_us-east-1',
};
const first = writeDigest({ ...BASE, to: Date.parse('2026-03-03T10:00:12Z') });
const second = writeDigest({
  ...BASE,
  to: Date.parse('2026-03-03T11:00:12Z'),
  previous: first,
  files: [{ key: 'a', text: 'one' }],
});

function judged(bytes: DigestBytes, keys = signer.keys, { key } = second): OpenedDigest | string {
  const opened = openDigest(key, bytes);
  return typeof opened === 'string' ? opened : checkSignature(opened, keys);
}

const withText = (text: string): DigestBytes => ({ ...second, bytes: gzipSync(text) });
const text = JSON.stringify({ digestStartTime: '2026-03-03T10:00:12Z' });

describe('the key of a digest', () => {
  test('says whose it is, of which trail and until when', () => {
    expect(parseDigestKey(second.key)).toEqual({
      accountId: '111122223333',
      region: 'eu-west-1',
      trail: 'my_trail-1_us-east-1',
      to: Date.parse('2026-03-03T11:00:12Z'),
      backfill: false,
    });
    const late = writeDigest({ ...BASE, to: Date.parse('2026-03-03T11:00:12Z'), backfill: true });
    expect(parseDigestKey(late.key)?.backfill).toBe(true);
  });

  test.each([
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/03/111122223333_CloudTrail_eu-west-1_20260303T1000Z_a.json.gz',
    second.key.replace('20260303', '20261399'),
    `${second.key}.bak`,
    'notes.txt',
  ])('%s is none', (key) => expect(parseDigestKey(key)).toBeUndefined());
});

describe('a digest', () => {
  test('that CloudTrail signed is true, the first of a chain too', () => {
    // It says which files it names, and which digest it continues.
    expect(judged(second)).toMatchObject({
      file: { previousDigestS3Object: first.key, logFiles: [{ s3Object: 'a' }] },
      signature: second.signature,
    });
    expect(judged(first, signer.keys, first)).toMatchObject({ signature: first.signature });
  });

  test('of which one letter was changed is not', () => {
    const opened = openDigest(second.key, second);
    if (typeof opened === 'string') throw new Error(opened);
    expect(checkSignature({ ...opened, textHash: opened.textHash.replace(/^./, '_') }, signer.keys)).toMatch(
      'signature does not match',
    );
  });

  test.each([
    ['another key', { ...second, metadata: { signature: new DigestSigner().sign('x') } }, 'signature does not match'],
    ['no signature', { ...second, metadata: {} }, 'no signature'],
    ['a signature in words', { ...second, metadata: { signature: 'trust me' } }, 'no signature'],
    ['an empty signature', { ...second, metadata: { signature: '' } }, 'no signature'],
    ['no gzip', { ...second, bytes: Buffer.from('{}') }, 'not gzip'],
    ['other members', withText(text), 'not have the format of a digest'],
    ['no JSON', withText('{'), 'not have the format of a digest'],
    [
      'what inflates without end',
      { ...second, bytes: gzipSync(Buffer.alloc(65 * 1024 * 1024)) },
      'not gzip, or it is too large',
    ],
  ])('with %s is not', (_, bytes, says) => expect(judged(bytes)).toMatch(says));

  test('that stands elsewhere than it was written for is not', () => {
    expect(judged(first)).toMatch('written for s3://trail/');
  });

  test('of a key that CloudTrail does not name is not', () => {
    expect(judged(second, new DigestSigner().keys)).toMatch('did not use');
  });
});
