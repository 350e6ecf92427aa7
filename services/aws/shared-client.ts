import { LRUCache } from 'lru-cache';
import type { ClientConfig } from './aws.ts';

/** Configurations whose clients are kept: those of the accounts and Regions that are asked now. A client is 18 kB. */
const CONFIGS_MAX = 64;

const clients = new LRUCache<ClientConfig, Map<unknown, object>>({ max: CONFIGS_MAX });

/**
 * The client of an AWS service for a configuration. The same one for calls that follow each other: making a client and
 * preparing its first call costs more than the call.
 *
 * @param Client the class, such as `EC2Client`
 */
export function sharedClient<T extends object>(Client: new (config: ClientConfig) => T, config: ClientConfig): T {
  let made = clients.get(config);
  if (made === undefined) clients.set(config, (made = new Map()));
  const known = made.get(Client);
  if (known instanceof Client) return known;
  const client = new Client(config);
  made.set(Client, client);
  return client;
}
