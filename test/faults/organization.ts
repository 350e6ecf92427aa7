import { createHash } from 'node:crypto';
import { recordsOf } from './records.ts';
import { hours } from '#services/model/time.ts';
import type { Met } from './kinds.ts';
import { ACCOUNTS, type AccountState, type Step, type Write } from './step.ts';

export const ORGANIZATION_ID = 'o-example1111';
export const REGION = 'us-east-1';
export const MANAGEMENT = ACCOUNTS[0];
/** The unit of all accounts except the management account. */
export const UNIT = 'ou-ab12-cd34ef56';
export const TRAIL_BUCKET = 'trail';
export const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/logs';

/** One content that was stored under a key. */
export interface Version {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: Uint8Array;
  readonly accountId: string;
  readonly source: 'cloudtrail' | 'vpc-flow';
  readonly era: number;
  /** When S3 stored it, ms since the epoch. */
  readonly storedAt: number;
  /** True when its end is cut off and unreadable. */
  readonly truncated: boolean;
}

/**
 * The true state of the world, which processes see only through their doors: accounts, buckets, and a queue of
 * notifications.
 */
export class Organization {
  /** The true time, ms since the epoch. */
  time = Date.parse('2026-03-03T00:00:00Z');
  /** The number of long rests so far. */
  era = 0;
  /** When the trail stopped logging, ms since the epoch; it logs when absent. */
  #stoppedAt: number | undefined;
  readonly accounts = new Map<string, AccountState>(
    // The last account has not joined yet.
    ACCOUNTS.map((id, n) => [id, n < ACCOUNTS.length - 1 ? MEMBER : GONE]),
  );
  /** All contents ever stored under any key, in the order of storing. */
  readonly versions: Version[] = [];
  /** Current contents, by bucket and key. */
  readonly #current = new Map<string, Version>();
  /** Messages in the queue, by handle, in the order in which they are received. */
  readonly messages = new Map<string, { readonly body: string; readonly from: number }>();
  /** When accounts left, ms since the epoch. */
  readonly #leftAt = new Map<string, number>();
  readonly #met: Met;
  #written = 0;
  #sent = 0;

  constructor(met: Met) {
    this.#met = met;
  }

  /** Messages that have arrived by now. */
  messagesNow(): readonly (readonly [handle: string, body: string])[] {
    return [...this.messages].flatMap(([handle, { body, from }]) =>
      from <= this.time ? [[handle, body] as const] : [],
    );
  }

  get trailLogs(): boolean {
    return this.#stoppedAt === undefined;
  }

  setLogging(logging: boolean): void {
    this.#stoppedAt = logging ? undefined : (this.#stoppedAt ?? this.time);
  }

  change({ account, becomes }: Extract<Step, { do: 'account' }>): void {
    const id = ACCOUNTS[account] ?? '';
    const before = this.stateOf(id);
    // An account that joins has a role that the service can assume.
    const now = { ...(before.status === 'GONE' && becomes.status === 'ACTIVE' ? MEMBER : before), ...becomes };
    this.accounts.set(id, now);
    if (before.status !== now.status)
      this.#met(
        ({ ACTIVE: 'account joined', SUSPENDED: 'account suspended', GONE: 'account left' } as const)[now.status],
      );
    if (before.status !== 'GONE' && now.status === 'GONE') this.#leftAt.set(id, this.time);
    if (before.role && !now.role) this.#met('role denied');
    if (before.readable && !now.readable) this.#met('bucket denied');
    if (before.flowLog && !now.flowLog) this.#met('flow log removed');
  }

  stateOf(accountId: string): AccountState {
    return this.accounts.get(accountId) ?? GONE;
  }

  /** Whether the account's member role can be assumed. */
  lets(accountId: string): boolean {
    const { status, role } = this.stateOf(accountId);
    return status === 'ACTIVE' && role;
  }

  /** Whether an identity can list a bucket, and read its objects. */
  opens(as: string, bucket: string): { readonly list: boolean; readonly read: boolean } {
    // The policy of the trail's bucket admits the service; flow logs are accessible only to their account.
    if (bucket === TRAIL_BUCKET) return { list: true, read: true };
    const owner = bucket.slice(FLOW_BUCKET.length);
    return { list: as === owner, read: as === owner && this.stateOf(owner).readable };
  }

  at(bucket: string, key: string): Version | undefined {
    return this.#current.get(`${bucket}/${key}`);
  }

  /** In the order of their keys. */
  objectsIn(bucket: string): readonly Version[] {
    return [...this.#current.values()]
      .filter((version) => version.bucket === bucket)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  write(step: Write): void {
    const { status, flowLog } = this.stateOf(ACCOUNTS[step.account] ?? MANAGEMENT);
    if (status === 'ACTIVE' && (step.source === 'cloudtrail' ? this.trailLogs : flowLog)) this.#deliver(step);
  }

  /**
   * CloudTrail delivers some time after a call: the last events of an account arrive after it has left, or after the
   * trail was stopped, but not days later.
   */
  writeLast(account: number): void {
    const id = ACCOUNTS[account] ?? MANAGEMENT;
    const since = Math.min(this.#leftAt.get(id) ?? -Infinity, this.#stoppedAt ?? Infinity);
    if (this.stateOf(id).status !== 'GONE' || this.time - since >= hours(36)) return;
    const seed = this.#written;
    this.#deliver({
      do: 'write',
      account,
      source: 'cloudtrail',
      objects: 1,
      seed,
      agoMs: 0,
      told: 'once',
      shape: 'whole',
    });
  }

  #deliver({ account, objects, source, seed, agoMs, told, shape }: Write): void {
    const accountId = ACCOUNTS[account] ?? MANAGEMENT;
    const time = this.time - agoMs;
    if (agoMs > hours(1)) this.#met('object late');
    if (shape === 'truncated') this.#met('object truncated');
    if (told !== 'once') this.#met(`told ${told}`);
    const bucket = source === 'cloudtrail' ? TRAIL_BUCKET : flowBucketOf(accountId);
    for (let n = 0; n < objects; n++) {
      // Records of a flow log have no ids: repeated ones cannot be recognized.
      const again =
        shape === 'repeats another' && source === 'cloudtrail'
          ? this.versions.findLast((other) => other.source === source && other.accountId === accountId)
          : undefined;
      const repeated = again?.era === this.era ? again : undefined;
      if (repeated !== undefined) this.#met('object repeated');
      const whole = repeated?.bytes ?? recordsOf(source, { accountId, time, era: this.era, seed: seed + n });
      const bytes = shape === 'truncated' ? whole.subarray(0, Math.floor(whole.length * 0.7)) : whole;
      const truncated = shape === 'truncated' || repeated?.truncated === true;
      const key = keyOf(source, accountId, time, this.#written++);
      this.#store({ bucket, key, bytes, accountId, source, truncated });
      if (told === 'garbled') this.#send('{"Records":[{"eventSource":"aws:s3"', told);
      for (let times = TIMES_TOLD[told]; times > 0; times--) this.#notify(bucket, key, told);
    }
  }

  replace({ pick, by }: Extract<Step, { do: 'replace' }>): void {
    const there = [...this.#current.values()].filter(({ era }) => era === this.era);
    const version = there[Math.floor(pick * there.length)];
    if (version === undefined) return;
    const { source, accountId, era } = version;
    this.#met(
      ({ nothing: 'object deleted', 'the same bytes': 'object rewritten', 'other bytes': 'object altered' } as const)[
        by
      ],
    );
    if (by === 'nothing') return void this.#current.delete(`${version.bucket}/${version.key}`);
    const seed = this.#written++;
    const bytes =
      by === 'the same bytes' ? version.bytes : recordsOf(source, { accountId, time: version.storedAt, era, seed });
    // An object that is encrypted again has another ETag.
    this.#store({ ...version, bytes, truncated: by === 'the same bytes' && version.truncated }, String(seed));
  }

  #store(version: Omit<Version, 'etag' | 'storedAt' | 'era'>, salt = ''): void {
    const etag = createHash('md5').update(version.bytes).update(salt).digest('hex');
    const stored = { ...version, etag, storedAt: this.time, era: this.era };
    this.versions.push(stored);
    this.#current.set(`${version.bucket}/${version.key}`, stored);
  }

  #notify(bucket: string, key: string, told: Told): void {
    const stored = this.at(bucket, key);
    if (stored === undefined) return;
    const object = { key: encodeURIComponent(key), size: stored.bytes.length, eTag: stored.etag };
    const record = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object } };
    this.#send(JSON.stringify({ Records: [record] }), told);
  }

  #send(body: string, told: Told): void {
    const waiting = told === 'out of order' ? [...this.messages] : [];
    if (told === 'out of order') this.messages.clear();
    this.messages.set(`m${this.#sent++}`, { body, from: this.time + (told === 'late' ? hours(2) : 0) });
    for (const [handle, message] of waiting) this.messages.set(handle, message);
  }
}

type Told = Write['told'];

const MEMBER: AccountState = { status: 'ACTIVE', role: true, flowLog: true, readable: true };
const GONE: AccountState = { status: 'GONE', role: false, flowLog: false, readable: false };

const TIMES_TOLD: Readonly<Record<Told, number>> = {
  once: 1,
  twice: 2,
  late: 1,
  'out of order': 1,
  never: 0,
  garbled: 0,
};

const FLOW_BUCKET = 'flows-';

/** Where an account's flow logs are delivered. */
export function flowBucketOf(accountId: string): string {
  return `${FLOW_BUCKET}${accountId}`;
}

function keyOf(source: Version['source'], accountId: string, time: number, n: number): string {
  const iso = new Date(time).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const minute = `${iso.slice(0, 16).replace(/[-:]/g, '')}Z`;
  // Names are random: keys of one minute sort in any order.
  const name = createHash('md5').update(String(n)).digest('hex').slice(0, 16);
  return source === 'cloudtrail'
    ? `AWSLogs/${ORGANIZATION_ID}/${accountId}/CloudTrail/${REGION}/${day}/${accountId}_CloudTrail_${REGION}_${minute}_${name}.json.gz`
    : `AWSLogs/${accountId}/vpcflowlogs/${REGION}/${day}/${accountId}_vpcflowlogs_${REGION}_fl-0123456789abcdef0_${minute}_${name}.log.gz`;
}
