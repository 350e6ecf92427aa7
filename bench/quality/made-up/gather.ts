import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { IdentityActs } from '#services/engine/identity-acts.ts';
import type { AnyProfile, ActsOfDay } from '#services/model/behaviour.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { organizationView } from '#services/organization/view.ts';

const LOOK = {
  intel: exampleIntel({ records: [] }),
  organization: organizationView({ read: new Set(), known: [], addresses: { version: '', owners: new Map() } }),
};

/** What identities of an account did on one day, by identity. */
export type ActsByIdentity = ReadonlyMap<string, IdentityActs>;

/** Gathers the records of a day, in the way the engine does. @param day since the epoch */
export function gather(
  profile: AnyProfile,
  accountId: string,
  day: number,
  records: Iterable<LogRecord>,
): ActsByIdentity {
  const gathered = new Map<string, IdentityActs>();
  for (const record of records) add(profile, accountId, day, record, gathered);
  return gathered;
}

/** Adds further records to acts. @returns the acts of those whose records these are; the given ones stay as they are */
export function gatherMore(
  profile: AnyProfile,
  accountId: string,
  day: number,
  records: Iterable<LogRecord>,
  known: ActsByIdentity,
): ActsByIdentity {
  const more = gather(profile, accountId, day, records);
  for (const [id, acts] of more) {
    const before = known.get(id);
    if (before !== undefined) acts.absorb(before.encode());
  }
  return more;
}

function add(
  profile: AnyProfile,
  accountId: string,
  day: number,
  record: LogRecord,
  gathered: Map<string, IdentityActs>,
): void {
  const { who, act, circumstances } = profile;
  const identity = who.of(record);
  if (identity === undefined) throw new Error(`${profile.name} learns nothing of whom a made-up record is about.`);
  let acts = gathered.get(identity.id);
  if (acts === undefined)
    gathered.set(identity.id, (acts = new IdentityActs(profile, accountId, identity.id, day, identity)));
  acts.addKind(identity);
  const given = act.of(record, LOOK);
  const done = typeof given === 'function' ? given(record) : given;
  acts.add(done, true);
  if (done.tactic !== undefined && act.target !== undefined) acts.addTarget(done.code, act.target(record));
  const amount = act.amount?.(record, LOOK);
  if (amount !== undefined) acts.addAmount(amount.code, amount.size, true);
  for (const [kind, { by, of }] of Object.entries(circumstances)) {
    const value = fieldOf(record, by);
    acts.addCircumstance(kind, of(value === undefined ? undefined : String(value), LOOK) ?? '');
  }
}

/** The value of a column: made-up records have members by the names of columns. */
function fieldOf(record: LogRecord, name: string): unknown {
  return name.split('.').reduce<unknown>((object, part) => {
    return typeof object === 'object' && object !== null ? Reflect.get(object, part) : undefined;
  }, record);
}

/** The size of an act on a day; 0 without it. */
export function sizeOf(acts: ActsOfDay | undefined, code: string): number {
  const act = acts?.acts.get(code);
  return act === undefined ? 0 : Math.max(1, act.size);
}
