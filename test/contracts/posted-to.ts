import type { AnySink } from '#services/sinks.ts';
import { Receiver } from '../world/receiver.ts';
import type { OtherSide } from './other-side.ts';

/** As the contract counts the findings that it sends. */
const ID = /\b0{24}[0-9a-f]{8}\b/;

/** Takes whatever names one of the contract's findings, and nothing else ever. */
class Addressee extends Receiver {
  readonly taken: string[] = [];

  override receive(_headers: unknown, body: string): number {
    const [id] = ID.exec(body) ?? [];
    if (id === undefined) return 400;
    this.taken.push(id);
    return 204;
  }
}

/** The other side of a sink that posts findings to the address it is set, one each: it needs no other. */
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
