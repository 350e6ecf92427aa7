import type { Db } from '#db/client.ts';
import { interfacesIn } from '#db/queries/inventory.ts';
import { openPortsOf } from '#services/inventory/open-ports.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { OpenPortsOf } from '#services/model/open-ports.ts';

interface KnownState {
  readonly state: string | undefined;
  /** By account and Region. */
  readonly known: Map<string, OpenPortsOf>;
}

const lastStates = new WeakMap<Db, KnownState>();

/**
 * Where others can open conversations with the interfaces of an object's account and Region. Undefined where nobody
 * asks: other logs than flow logs, and objects whose key names neither.
 *
 * @param state what `DIRECTORY_STATE` was: the database is asked only when that has changed
 */
export async function openPortsFor(
  db: Db,
  { source, accountId, region }: Pick<LogObject, 'source' | 'accountId' | 'region'>,
  state: string | undefined,
): Promise<OpenPortsOf | undefined> {
  if (source !== 'vpc-flow' || accountId === undefined || region === undefined) return undefined;
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
  const open = new Map<string, NonNullable<ReturnType<typeof openPortsOf>>>();
  for (const [id, details] of await interfacesIn(db, accountId, region)) {
    const ports = openPortsOf(details);
    if (ports !== undefined) open.set(id, ports);
  }
  return open;
}
