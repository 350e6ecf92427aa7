import { ledgerContents, putDigest, type DigestRow, type JudgedDigest } from '#db/queries/digests.ts';
import type { DigestPlace, DigestStore, ProofGap, PublicKeys, StoredObject } from '#services/model/digest.ts';
import { keyTimeOf } from '#services/model/log-object.ts';
import { Failure } from '#services/model/failure.ts';
import { days } from '#services/model/time.ts';
import type { DigestFile, DigestKey } from '#services/organization/digests/digest-key.ts';
import {
  checkSignature,
  DIGEST_BYTES_MAX,
  openDigest,
  type OpenedDigest,
} from '#services/organization/digests/judge-digest.ts';
import { judgeObject } from '#services/organization/digests/judge-objects.ts';
import { logObjectOf } from '#services/organization/listing.ts';
import type { LogPrefix } from '#services/organization/plan.ts';
import type { World } from '../../world.ts';
import type { Receive } from './list-prefixes.ts';

/** What a reader of digests needs to know about their folder. */
export interface DigestSurroundings {
  readonly place: LogPrefix;
  readonly where: DigestPlace;
  /** The first hour from which log files were read, ms since the epoch. */
  readonly firstRead: number | undefined;
}

/** Reads digests of one folder, each independently, and stores what they prove. */
export class DigestReader {
  readonly #world: Pick<World, 'now' | 'database'>;
  readonly #store: DigestStore;
  readonly #receive: Receive;
  readonly #around: DigestSurroundings;
  /** Public keys by day: CloudTrail's keys change rarely. */
  readonly #keys = new Map<number, Promise<PublicKeys>>();

  constructor(
    world: Pick<World, 'now' | 'database'>,
    store: DigestStore,
    receive: Receive,
    around: DigestSurroundings,
  ) {
    this.#world = world;
    this.#store = store;
    this.#receive = receive;
    this.#around = around;
  }

  /** @returns how many log files it proves */
  async read(stored: StoredObject, key: DigestKey): Promise<number> {
    const { place, where } = this.#around;
    const bytes = await this.#store.read(where, stored.key, DIGEST_BYTES_MAX);
    // The digest was removed after it was listed: the next digest will show that it is missing.
    if (bytes === undefined) return 0;
    const opened = openDigest(stored.key, bytes);
    const signed = typeof opened === 'string' ? opened : checkSignature(opened, await this.#keysFor(stored, key));
    const judged =
      typeof signed === 'string'
        ? this.#forged(stored, key, signed)
        : signed.file.digestS3Bucket === place.bucket
          ? await this.#verified(stored, key, signed)
          : this.#copied(stored, key);
    await putDigest(this.#world.database.db, judged, this.#world.now());
    return judged.proved.length;
  }

  /** A backfilled digest is signed with a key of the day on which it was written, not of the day that it is about. */
  async #keysFor({ modifiedAt }: StoredObject, { to, backfill }: DigestKey): Promise<PublicKeys> {
    const day = Math.floor((backfill ? modifiedAt.getTime() : to) / days(1));
    const known = this.#keys.get(day) ?? this.#store.publicKeys(this.#around.where, days(day - 1), days(day + 2));
    this.#keys.set(day, known);
    const keys = await known;
    // Without any key nothing can be compared, so that is an error and no forgery.
    if (keys.size === 0)
      throw new Failure('missing', `CloudTrail knows no signing key for ${modifiedAt.toISOString()}.`);
    return keys;
  }

  #row(stored: StoredObject, { trail, backfill, to }: DigestKey): Omit<DigestRow, 'state' | 'settled' | 'objects'> {
    const { bucket, accountId, region } = this.#around.place;
    return {
      bucket,
      key: stored.key,
      etag: stored.etag,
      accountId,
      region,
      trail,
      backfill,
      fromTime: new Date(to),
      toTime: new Date(to),
      storedAt: stored.modifiedAt,
      signature: null,
      previousKey: null,
      previousSignature: null,
      seenAt: this.#world.now(),
    };
  }

  #forged(stored: StoredObject, key: DigestKey, trouble: string): JudgedDigest {
    const detail = `It is in the place of a CloudTrail digest, but it is not one. ${trouble}`;
    return {
      row: { ...this.#row(stored, key), state: 'forged', settled: true, objects: 0 },
      proved: [],
      gaps: [this.#gap('digest-forged', stored.key, { from: key.to, to: key.to }, detail)],
    };
  }

  #copied(stored: StoredObject, key: DigestKey): JudgedDigest {
    return { row: { ...this.#row(stored, key), state: 'copied', settled: true, objects: 0 }, proved: [], gaps: [] };
  }

  async #verified(stored: StoredObject, key: DigestKey, { file, signature }: OpenedDigest): Promise<JudgedDigest> {
    const { place } = this.#around;
    const own = file.logFiles.filter(({ s3Bucket }) => s3Bucket === place.bucket);
    const contents = Map.groupBy(
      await ledgerContents(
        this.#world.database.db,
        place.bucket,
        own.map(({ s3Object }) => s3Object),
      ),
      (content) => content.key,
    );
    const proved: { key: string; etag: string }[] = [];
    const gaps: ProofGap[] = [];
    let settled = true;
    for (const { s3Object, hashValue } of own) {
      const its = (contents.get(s3Object) ?? []).map(({ textHash, trouble, ...content }) => ({
        ...content,
        textHash: textHash ?? undefined,
        trouble: trouble ?? undefined,
      }));
      const judged = judgeObject(hashValue, its);
      const gap =
        judged.state === 'unknown'
          ? await this.#lookFor(s3Object, file)
          : judged.state === 'proved' || judged.state === 'disproved'
            ? judged.gap
            : judged.state;
      if (judged.state === 'proved') proved.push({ key: s3Object, etag: judged.etag });
      // A gap may be repaired: the digest is looked at again for as long as it is kept.
      if (gap !== undefined && gap !== 'unproved' && gap !== 'object-replaced') settled = false;
      if (gap !== undefined && gap !== 'unproved' && gap !== 'awaited')
        gaps.push(this.#gap(gap, s3Object, timeOf(s3Object, file), `${SAYS[gap]} The digest ${stored.key} says so.`));
    }
    const previous = file.previousDigestS3Bucket === place.bucket ? file.previousDigestS3Object : undefined;
    return {
      row: {
        ...this.#row(stored, key),
        state: 'verified',
        settled,
        objects: file.logFiles.length,
        fromTime: new Date(file.digestStartTime),
        signature,
        previousKey: previous ?? null,
        previousSignature: previous ? (file.previousDigestSignature?.toLowerCase() ?? null) : null,
      },
      proved,
      gaps,
    };
  }

  /** A log file that is not in the ledger: if it is in the bucket, it was missed and is entered now. */
  async #lookFor(key: string, file: DigestFile): Promise<'object-missing' | 'awaited' | 'unproved'> {
    const { place, where, firstRead } = this.#around;
    if (!key.startsWith(place.prefix)) return 'unproved';
    if (firstRead === undefined || timeOf(key, file).from < firstRead) return 'unproved';
    const there = await this.#store.find(where, key);
    if (there === undefined) return 'object-missing';
    await this.#receive([logObjectOf(place, there)]);
    return 'awaited';
  }

  #gap(kind: ProofGap['kind'], key: string, span: Pick<ProofGap, 'from' | 'to'>, detail: string): ProofGap {
    const { bucket, accountId, region, source } = this.#around.place;
    return { kind, bucket, key, accountId, region, source, ...span, detail };
  }
}

const SAYS = {
  'object-missing': 'CloudTrail delivered it, but it is gone.',
  'object-altered': 'It is not what CloudTrail delivered.',
  'object-replaced': 'The original was read, and so was other content under the same key.',
  'digest-removed': '',
  'digest-forged': '',
  'digest-missing': '',
} as const;

/** The time of a log file, as far as its key tells; otherwise the start of the digest. */
function timeOf(key: string, { digestStartTime }: DigestFile): Pick<ProofGap, 'from' | 'to'> {
  const time = keyTimeOf(key) ?? digestStartTime;
  return { from: time, to: time };
}
