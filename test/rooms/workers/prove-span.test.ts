import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import type { DigestBytes, DigestStore } from '#services/model/digest.ts';
import { days, hours } from '#services/model/time.ts';
import { proveSpan } from '#services/workers/prove-span.ts';
import { DigestSigner, writeDigest, type WrittenDigest } from '../../world/digests.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const LOGS = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`;
const DIGESTS = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`;
const START = Date.parse('2026-03-03T00:00:00Z');
/** When a backfilled digest is written and signed, long after the hour that it is about. */
const LATER = START + days(20);
const signer = new DigestSigner();
const laterSigner = new DigestSigner();

/** What is listed; without bytes it disappears before it is read. */
const bucket = new Map<string, DigestBytes | undefined>();
const store: DigestStore = {
  async *list(_, prefix, startAfter) {
    const there = [...bucket.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).toSorted();
    yield there.map((key) => ({
      key,
      etag: 'e',
      sizeBytes: 1,
      modifiedAt: new Date(key.includes('_backfill') ? LATER : START),
    }));
  },
  read: async (_, key) => bucket.get(key),
  find: async () => undefined,
  publicKeys: async (_, from, to) => {
    const covers = (time: number) => from < time && time < to;
    return new Map([...(covers(START) ? signer.keys : []), ...(covers(LATER) ? laterSigner.keys : [])]);
  },
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

const ours = { signer, bucket: 'trail', folder: DIGESTS, accountId: ACCOUNT, region: REGION };
let chain: readonly WrittenDigest[];
beforeEach(() => {
  bucket.clear();
  const written: WrittenDigest[] = [];
  for (let n = 0; n < 5; n++) {
    bucket.set(logKey(n), { bytes: gzipSync(`text ${n}`), metadata: {} });
    const files = [{ key: logKey(n), text: `text ${n}` }];
    written.push(writeDigest({ ...ours, to: START + hours(n + 1), files, previous: written.at(-1) }));
  }
  chain = written;
  for (const digest of chain) bucket.set(digest.key, digest);
});

test.each([
  { from: 0, to: 5, proves: { digests: 5, proved: 5 } },
  { from: 1, to: 3, proves: { digests: 5, proved: 2 } },
  { from: 0.5, to: 1.5, proves: { digests: 3, proved: 1 } },
  { from: 3, to: 3, proves: { digests: 3, proved: 0 } },
])('what stands in the bucket as it was delivered is proved, from $from to $to', async ({ from, to, proves }) => {
  expect(await proved(from, to)).toEqual({ ...proves, gaps: [] });
});

test('a digest that was written later proves by the keys of its own day', async () => {
  const files = [{ key: `${logKey(0)}late`, text: 'text' }];
  const late = writeDigest({ ...ours, signer: laterSigner, to: START + hours(1), files, backfill: true });
  bucket.set(late.key, late);
  bucket.set(`${logKey(0)}late`, { bytes: gzipSync('text'), metadata: {} });
  expect(await proved(0, 5)).toEqual({ digests: 6, proved: 6, gaps: [] });
});

test('digests of other buckets, accounts and Regions prove nothing, and nothing is missing of them', async () => {
  const to = START + hours(2.5);
  const files = [{ key: logKey(9), text: 'theirs' }];
  const [before] = chain;
  if (before === undefined) throw new Error('There are five.');
  for (const digest of [
    writeDigest({ ...ours, bucket: 'elsewhere', to, files }),
    writeDigest({ ...ours, accountId: '444455556666', to, files }),
    writeDigest({ ...ours, region: 'eu-central-1', to, files }),
    // A digest of this bucket, whose predecessor went to another one.
    writeDigest({ ...ours, to: to + 1000, previous: { ...before, bucket: 'elsewhere', key: 'not here' } }),
  ])
    bucket.set(digest.key, digest);
  bucket.set(`${DIGESTS}2026/03/03/notes.txt`, { bytes: Buffer.from('no digest'), metadata: {} });
  expect(await proved(0, 5)).toEqual({ digests: 6, proved: 5, gaps: [] });
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
  const { gaps } = await proved(0, 5);
  const time = START + hours(0.5);
  const detail = `It is gone. The digest ${chain[0]?.key} says so.`;
  const where = { bucket: 'trail', accountId: ACCOUNT, region: REGION, source: 'cloudtrail' };
  expect(gaps).toContainEqual({ kind: 'object-missing', key: logKey(0), ...where, from: time, to: time, detail });
  expect(gaps).toContainEqual(expect.objectContaining({ kind: 'digest-forged', detail: expect.stringMatching(/\w/) }));
  bucket.set(third.key, undefined);
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
