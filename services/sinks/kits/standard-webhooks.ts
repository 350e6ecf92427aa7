import { createHmac } from 'node:crypto';

/** A secret as the specification has it: 24 to 64 bytes in base64, after `whsec_`. */
export const WEBHOOK_SECRET = /^whsec_(?=[A-Za-z0-9+/=]{32,88}$)[A-Za-z0-9+/]+={0,2}$/;

/**
 * The headers that prove the sender of a message and that nobody changed it: "Standard Webhooks", signature scheme v1.
 *
 * @param secrets the message is signed with each: a receiver may know the old one or the new one
 * @param id the same whenever the message is sent again
 * @param at ms since the epoch; receivers refuse messages that are more than a few minutes old
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
