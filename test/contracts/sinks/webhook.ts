import { WebhookReceiver } from '../../world/webhook-receiver.ts';
import type { OtherSide } from '../other-side.ts';

const SECRET = `whsec_${Buffer.from('a secret that is long enough').toString('base64')}`;

/** A receiver on this machine. */
export default async function open(): Promise<OtherSide> {
  const receiver = new WebhookReceiver(SECRET);
  const url = await receiver.start();
  return {
    settings: { url, secrets: [SECRET], private: true },
    doors: { aws: undefined },
    secrets: [SECRET, 'in-the-address'],
    taken: () => receiver.messages.map(({ data }) => String(data['id'])),
    away: () => receiver.away(),
    refuse: (body) => ({ ...body, id: undefined }),
    close: () => receiver.stop(),
  };
}
