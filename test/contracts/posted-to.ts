import type { AnySink } from '#services/sinks/kits/define-sink.ts';
import { Receiver } from '../world/receiver.ts';
import type { OtherSide } from './other-side.ts';

/** The ids of the contract's findings, which are numbered. */
const ID = /\b0{24}[0-9a-f]{8}\b/;

/** Accepts every request that names one of the contract's findings, and no other. */
class Addressee extends Receiver {
  readonly taken: string[] = [];

  override receive(_headers: unknown, body: string): number {
    const [id] = ID.exec(body) ?? [];
    if (id === undefined) return 400;
    this.taken.push(id);
    return 204;
  }
}

/** The receiving side of a sink that posts each finding to a configured address: it needs nothing else. */
export async function openPostedTo({ settings: { shape } }: AnySink): Promise<OtherSide> {
  const addressee = new Addressee();
  const url = await addressee.start();
  return {
    settings: { url, ...('private' in shape && { private: true }) },
    doors: { aws: undefined },
    secrets: ['in-the-address'],
    taken: () => addressee.taken,
    away: () => addressee.away(),
    refuse: (body) => JSON.parse(JSON.stringify(body).replaceAll(new RegExp(ID, 'g'), 'nobody')),
    close: () => addressee.stop(),
  };
}
