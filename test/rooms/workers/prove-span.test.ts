import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import type { DigestBytes, DigestStore } from '#services/model/digest.ts';
import { hours } from '#services/model/time.ts';
import { proveSpan } from '#services/workers/prove-span.ts';
import { DigestSigner, writeDigest, type WrittenDigest } from '../../world/digests.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const LOGS = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`;
const DIGESTS = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`;
const START = Date.parse('2026-03-03T00:00:00Z');
const signer = new DigestSigner();

const bucket = new Map<string, DigestBytes>();
const store: DigestStore = {
  async *list(_, prefix, startAfter) {
    const there = [...bucket.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).toSorted();
    yield there.map((key) => ({ key, etag: 'e', sizeBytes: 1, modifiedAt: new Date(START) }));
  },
  read: async (_, key) => bucket.get(key),
  find: async () => undefined,
  publicKeys: async () => signer.keys,
};
const digests = { prefix: DIGESTS, trails: ['audit_us-east-1'] };
const place = { source: 'cloudtrail', accountId: ACCOUNT, region: REGION, bucket: 'trail', prefix: LOGS };
const remembered = { place: { ...place, hive: false, live: true, owner: undefined, digests }, as: 'administrator' };

function logKey(n: number): string {
  return `${LOGS}2026/03/03/${ACCOUNT}_CloudTrail_${REGION}_20260303T0${n}30Z_AAAAAAAAAAAAAAAA.json.gz`;
}

const proved = (from: number, to: number) =>
  proveSpan(store, remembered, { from: START + hours(from), to: START + hours(to), now: START + hours(30) });
const named = async () => (await proved(0, 5)).gaps.map(({ kind, key }) => `${kind} ${key}`).toSorted();

let chain: readonly WrittenDigest[];
beforeEach(() => {
  bucket.clear();
  const written: WrittenDigest[] = [];
  for (let n = 0; n < 5; n++) {
    bucket.set(logKey(n), { bytes: gzipSync(`text ${n}`), metadata: {} });
    const files = [{ key: logKey(n), text: `text ${n}` }];
    const base = { signer, bucket: 'trail', folder: DIGESTS, accountId: ACCOUNT, region: REGION };
    written.push(writeDigest({ ...base, to: START + hours(n + 1), files, previous: written.at(-1) }));
  }
  chain = written;
  for (const digest of chain) bucket.set(digest.key, digest);
});

test('what stands in the bucket as it was delivered is proved, of the time that is asked for', async () => {
  expect(await proved(0, 5)).toEqual({ digests: 5, proved: 5, gaps: [] });
  expect(await proved(1, 3)).toMatchObject({ proved: 2, gaps: [] });
});

test('whatever was done to it since is named', async () => {
  const [, , third, fourth] = chain;
  if (third === undefined || fourth === undefined) throw new Error('There are five.');
  bucket.delete(logKey(0));
  bucket.set(logKey(1), { bytes: gzipSync('text 2'), metadata: {} });
  bucket.delete(third.key);
  bucket.set(fourth.key, { ...fourth, metadata: { signature: 'ab' } });
  expect(await named()).toEqual([
    `digest-forged ${fourth.key}`,
    `object-altered ${logKey(1)}`,
    `object-missing ${logKey(0)}`,
  ]);
  bucket.set(fourth.key, fourth);
  expect(await named()).toEqual([
    `digest-removed ${third.key}`,
    `object-altered ${logKey(1)}`,
    `object-missing ${logKey(0)}`,
  ]);
});

test('what is no gzip, or inflates to something else, is altered', async () => {
  bucket.set(logKey(0), { bytes: Buffer.from('text 0'), metadata: {} });
  bucket.set(logKey(1), { bytes: gzipSync('text 1').subarray(0, 12), metadata: {} });
  expect(await named()).toEqual([`object-altered ${logKey(0)}`, `object-altered ${logKey(1)}`]);
});

test('a place without digests has nothing to prove', async () => {
  const without = { ...remembered, place: { ...remembered.place, digests: undefined } };
  expect(await proveSpan(store, without, { from: 0, to: 1, now: 2 })).toEqual({ digests: 0, proved: 0, gaps: [] });
});
