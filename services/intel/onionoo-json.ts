import { z } from 'zod';
import type { ListReader } from './list-reader.ts';
import { parseEntry } from './parse-entry.ts';

const DOCUMENT = z.looseObject({
  relays: z.array(
    z.looseObject({
      or_addresses: z.array(z.string()).optional(),
      exit_addresses: z.array(z.string()).optional(),
      running: z.boolean().optional(),
    }),
  ),
});

/**
 * Reads relays from Onionoo, the Tor project's directory: the addresses at which they listen, and the addresses that
 * their traffic leaves from.
 */
export function onionooJsonReader(document: unknown): ListReader | undefined {
  const details = DOCUMENT.safeParse(document);
  if (!details.success) return undefined;
  return (take) => {
    for (const { or_addresses: listens = [], exit_addresses: exits = [], running = true } of details.data.relays)
      if (running) for (const address of [...listens, ...exits]) take(undefined, address, [parseEntry(address)]);
    return undefined;
  };
}
