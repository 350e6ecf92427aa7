import { z } from 'zod';

/** A stored object, as a notification describes it. */
export interface ObjectNotice {
  readonly bucket: string;
  /** Not URL-encoded. */
  readonly key: string;
  /** Without quotes, as in listings. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/** Names of buckets and etags are shorter than this, keys are not longer ("Naming Amazon S3 objects"). */
const NAME = z.string().max(255);
const KEY_BYTES_MAX = 1024;
const SIZE = z.int().nonnegative();

/** "Event message structure", Amazon S3 User Guide. Keys are URL-encoded, with `+` for a blank. */
const S3_EVENT = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:s3'),
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: NAME }),
        object: z.object({ key: z.string(), eTag: NAME.optional(), size: SIZE.optional() }),
      }),
    }),
  ),
});

/** "Amazon S3 EventBridge event structure", Amazon S3 User Guide. Keys are as they are. */
const BRIDGE_EVENT = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  detail: z.object({
    bucket: z.object({ name: NAME }),
    object: z.object({ key: z.string(), etag: NAME.optional(), size: SIZE.optional() }),
  }),
});

/** "Amazon SNS message and JSON formats": the envelope of a topic, unless it delivers raw messages. */
const SNS_MESSAGE = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** The message that S3 sends when notifications are switched on. */
const TEST_EVENT = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') });

/**
 * The stored objects that a queue message names. It comes from S3 itself, through an SNS topic, or from EventBridge.
 * Notifications of deleted or restored objects name none.
 *
 * @returns undefined when it is none of these messages
 */
export function noticesIn(body: string): readonly ObjectNotice[] | undefined {
  const message = parsed(body);
  const { data: topic } = SNS_MESSAGE.safeParse(message);
  return topic === undefined ? noticesOf(message) : noticesOf(parsed(topic.Message));
}

function noticesOf(message: unknown): readonly ObjectNotice[] | undefined {
  if (TEST_EVENT.safeParse(message).success) return [];
  const { data: event } = S3_EVENT.safeParse(message);
  if (event !== undefined)
    return event.Records.filter(({ eventName }) => eventName.startsWith('ObjectCreated:'))
      .map(({ s3: { bucket, object } }) => notice(bucket.name, decoded(object.key), object.eTag, object.size))
      .filter(mayExist);
  const { data: bridged } = BRIDGE_EVENT.safeParse(message);
  if (bridged === undefined) return undefined;
  const { bucket, object } = bridged.detail;
  if (bridged['detail-type'] !== 'Object Created') return [];
  return [notice(bucket.name, object.key, object.etag, object.size)].filter(mayExist);
}

/** S3 allows no longer keys. The ledger could not store one, and the other objects of its message would wait. */
function mayExist({ key }: ObjectNotice): boolean {
  return Buffer.byteLength(key) <= KEY_BYTES_MAX;
}

function notice(bucket: string, key: string, etag = '', sizeBytes = 0): ObjectNotice {
  return { bucket, key, etag: etag.replaceAll('"', ''), sizeBytes };
}

/** A key with a malformed encoding names no object: the listing finds the real one. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
