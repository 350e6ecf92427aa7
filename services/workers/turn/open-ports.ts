import type { Db } from '#db/client.ts';
import { interfacesIn } from '#db/queries/inventory.ts';
import { openPortsOf } from '#services/inventory/open-ports.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { OpenPorts, OpenPortsOf } from '#services/model/open-ports.ts';
import type { AnySource } from '#services/sources/log-source.ts';

/** What this module needs to know about a source. */
type Asking = Pick<AnySource, 'name' | 'asksOpenPorts'>;

interface KnownState {
  readonly state: string | undefined;
  /** By account and Region. */
  readonly known: Map<string, OpenPortsOf>;
}

const lastStates = new WeakMap<Db, KnownState>();

/**
 * Where others can open conversations with the interfaces of an object's account and Region. Undefined if the source does
 * not ask for open ports, or if the key of the object names no account or Region.
 *
 * @param state the current `DIRECTORY_STATE`: the database is asked only when it has changed
 */
export async function openPortsFor(
  db: Db,
  sources: readonly Asking[],
  { source, accountId, region }: Pick<LogObject, 'source' | 'accountId' | 'region'>,
  state: string | undefined,
): Promise<OpenPortsOf | undefined> {
  const asks = sources.some(({ name, asksOpenPorts }) => name === source && asksOpenPorts);
  if (!asks || accountId === undefined || region === undefined) return undefined;
  const last = lastStates.get(db);
  const { known } = last !== undefined && last.state === state ? last : begun(db, state);
  const place = `${accountId} ${region}`;
  const open = known.get(place) ?? (await read(db, accountId, region));
  known.set(place, open);
  return open;
}

function begun(db: Db, state: string | undefined): KnownState {
  const next = { state, known: new Map<string, OpenPortsOf>() };
  lastStates.set(db, next);
  return next;
}

async function read(db: Db, accountId: string, region: string): Promise<OpenPortsOf> {
  const open = new Map<string, OpenPorts>();
  // Thousands of interfaces share few security groups, so most of them have equal ports. The map is copied to a thread for
  // each turn, and a value that it holds several times is copied once.
  const alike = new Map<string, OpenPorts>();
  for (const [id, details] of await interfacesIn(db, accountId, region)) {
    const ports = openPortsOf(details);
    if (ports === undefined) continue;
    const text = JSON.stringify(ports);
    const same = alike.get(text) ?? ports;
    alike.set(text, same);
    open.set(id, same);
  }
  return open;
}
