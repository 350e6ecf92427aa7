import { z } from 'zod';
import type { Document, Receipt, Sink } from '#services/model/delivery.ts';
import { secret } from '#services/model/described.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { isSafeAddress } from '#services/model/safe-address.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { minutes, seconds } from '#services/model/time.ts';
import { defineSink } from './kits/define-sink.ts';
import { openPost, tryConnection, type Answer, type Post } from './kits/post.ts';
import { signedHeaders, WEBHOOK_SECRET } from './kits/standard-webhooks.ts';

/** Larger than any finding; proxies before a receiver would refuse larger bodies. */
const BODY_BYTES_MAX = 1_000_000;

/** The wait between two tries of a receiver that fails. */
const REST = { firstMs: seconds(10), mostMs: minutes(5) };

const settings = z.strictObject({
  url: secret(
    z
      .string()
      .refine(isSafeAddress, 'must be an address with https:// and without a password')
      .meta({ description: 'The address to post to. It is never shown, because many such addresses contain a token.' }),
  ),
  secrets: secret(
    z.array(z.string().regex(WEBHOOK_SECRET, 'must be whsec_ and 24 to 64 bytes in base64')).min(1).max(2).meta({
      description:
        'The secrets that requests are signed with, as in Standard Webhooks. To rotate one, put the new one first and keep the old one second until every receiver has the new one.',
    }),
  ),
  format: z.enum(FORMAT_NAMES).default('finding').meta({ description: 'The format of `data`.' }),
  private: z.boolean().default(false).meta({
    description:
      'Whether the address may be in your own network or on this machine. Cloud metadata addresses are always refused.',
  }),
});
type Settings = z.infer<typeof settings>;

/** Posts signed findings to an address of the owner's choice. */
export default defineSink<Settings>({
  name: 'webhook',
  several: true,
  format: ({ format }) => format,
  // Each request may take its full timeout: together they must take less time than a claim lasts.
  batchMax: 16,
  ratePerSecond: 20,
  settings,
  partition: ({ accountId, region }) => `${accountId}/${region}`,
  open: ({ url, secrets, private: own }, { lookup }) =>
    openWebhook(openPost(url, own, lookup), new URL(url).host, secrets),
  async reach({ url, private: own }, { lookup }) {
    await tryConnection(url, own, lookup);
    return `${new URL(url).host} takes connections.`;
  },
});

/** A pause in sending to a receiver, and the reason. Its end is a time of `performance`, which nobody sets. */
interface Rest {
  readonly untilMs: number;
  readonly error: string;
}

/**
 * Sends one after the other, so that findings arrive in order. After a failure the rest of the batch waits, instead of
 * failing one by one.
 */
function openWebhook(post: Post, host: string, secrets: readonly string[]): Sink['deliver'] {
  let rest: Rest = { untilMs: 0, error: '' };
  let failures = 0;
  return async (batch) => {
    const receipts: Receipt[] = [];
    for (const document of batch) {
      const leftMs = rest.untilMs - performance.now();
      if (leftMs > 0) {
        receipts.push(waiting(document, rest.error, leftMs));
        continue;
      }
      const { receipt, restMs } = await send(post, host, secrets, document);
      if (receipt.outcome === 'retry') {
        const wait = Math.max(restMs ?? 0, Math.min(REST.firstMs * 2 ** failures, REST.mostMs));
        rest = { untilMs: performance.now() + wait, error: receipt.error ?? '' };
        failures++;
      } else failures = 0;
      receipts.push(receipt);
    }
    return receipts;
  };
}

/** A receipt for a finding that waits. An endless wait is not passed on: the outbox then retries at its own rhythm. */
function waiting({ findingId }: Document, error: string, waitMs: number): Receipt {
  return { findingId, outcome: 'retry', error, ...(Number.isFinite(waitMs) && { waitMs }) };
}

interface Sent {
  readonly receipt: Receipt;
  /** How long to send nothing, where the receiver said so. */
  readonly restMs?: number | undefined;
}

async function send(post: Post, host: string, secrets: readonly string[], document: Document): Promise<Sent> {
  const { findingId, version, body: data } = document;
  const body = JSON.stringify({ type: 'finding.changed', timestamp: version, data });
  const bytes = Buffer.byteLength(body);
  if (bytes > BODY_BYTES_MAX) {
    const error = `The finding has ${bytes} bytes, more than the limit of ${BODY_BYTES_MAX}.`;
    return { receipt: { findingId, outcome: 'failed', error } };
  }
  // The same for every try of one version, so that a receiver recognizes a message it already got.
  const id = `${findingId}-${Date.parse(version)}`;
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'vedette',
    ...signedHeaders(secrets, { id, at: Date.now(), body }),
  };
  try {
    return sentAs(document, host, await post(body, headers));
  } catch (error) {
    return { receipt: { findingId, outcome: 'retry', error: `${host} could not be reached: ${sentenceOf(error)}` } };
  }
}

/** Statuses that say "not now": too slow, too early, too much. */
const NOT_NOW: readonly number[] = [408, 425, 429];

function sentAs(document: Document, host: string, { status, retryAfterMs }: Answer): Sent {
  const { findingId } = document;
  if (status >= 200 && status < 300) return { receipt: { findingId, outcome: 'delivered', error: undefined } };
  if (status === 410) {
    const error = `${host} answered 410 Gone: nothing more is sent to it until the service restarts. Remove it from the configuration, or set its new address.`;
    return { receipt: waiting(document, error, Infinity), restMs: Infinity };
  }
  if (status >= 500 || NOT_NOW.includes(status)) {
    const receipt = waiting(document, `${host} answered ${status}.`, retryAfterMs ?? 0);
    return { receipt, restMs: retryAfterMs };
  }
  const where = status < 400 ? ' Redirects are not followed: set the address it redirects to.' : '';
  return { receipt: { findingId, outcome: 'failed', error: `${host} answered ${status}.${where}` } };
}
