import type { ActsOfDay, AnyProfile, Identity } from '#services/model/behaviour.ts';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';
import { IdentityActs, type StoredActs } from './identity-acts.ts';
import type { Shortfall, WindowPart } from './window.ts';

/** Maximum of identities that are followed in an account. Records of further identities are counted as left out. */
const IDENTITIES_MAX = 2000;
/** Raised when the shape of the stored state changes. */
const VERSION = 2;

/** What each identity did on one day, for one profile. It is stored like a question's window, and sealed later. */
export class ActsWindow {
  readonly profile: AnyProfile;
  readonly start: number;
  readonly end: number;
  readonly identities = new Map<string, IdentityActs>();
  readonly objects: string[] = [];
  readonly shortfalls = new Map<number, Shortfall>();
  readonly #identitiesOf = new Map<string, number>();

  constructor(profile: AnyProfile, start: number) {
    this.profile = profile;
    this.start = start;
    this.end = start + days(1);
  }

  /** Undefined when the account has too many identities. @param object name of the object that holds the record */
  identityOf(accountId: string, identity: Identity, object: string): IdentityActs | undefined {
    const key = keyOf(accountId, identity.id);
    const known = this.identities.get(key);
    if (known !== undefined) {
      known.addKind(identity);
      return known;
    }
    const count = this.#identitiesOf.get(accountId) ?? 0;
    if (count >= IDENTITIES_MAX) {
      this.leaveOut(object);
      return undefined;
    }
    this.#identitiesOf.set(accountId, count + 1);
    const made = new IdentityActs(this.profile, accountId, identity.id, this.day, identity);
    this.identities.set(key, made);
    return made;
  }

  find(accountId: string, identity: string): IdentityActs | undefined {
    return this.identities.get(keyOf(accountId, identity));
  }

  /** Days since the epoch. */
  get day(): number {
    return this.start / days(1);
  }

  get size(): number {
    return this.identities.size;
  }

  get grown(): boolean {
    return this.identities.values().some(({ grown }) => grown);
  }

  get homes(): ReadonlySet<string> {
    return new Set(this.identities.values().map(({ accountId }) => accountId));
  }

  observed(): void {
    for (const identity of this.identities.values()) identity.grown = false;
  }

  absorb(stored: Json): void {
    for (const each of fromJson(stored)) {
      const key = keyOf(each.accountId, each.identity);
      const live =
        this.identities.get(key) ?? new IdentityActs(this.profile, each.accountId, each.identity, this.day, each);
      if (!this.identities.has(key))
        this.#identitiesOf.set(each.accountId, (this.#identitiesOf.get(each.accountId) ?? 0) + 1);
      this.identities.set(key, live);
      live.absorb(each);
    }
  }

  encode(): Json {
    return this.#encode([...this.identities]);
  }

  *parts(): Generator<WindowPart> {
    for (const [home, identities] of Map.groupBy(this.identities, ([, { accountId }]) => accountId))
      yield { home, answers: () => true, stored: this.#encode(identities) };
  }

  #encode(identities: readonly (readonly [key: string, acts: IdentityActs])[]): Json {
    const stored = identities.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, acts]) => acts.encode());
    return asJson({ version: VERSION, identities: stored });
  }

  /** Counts a record whose identity is not followed. */
  leaveOut(object: string): void {
    const known = this.objects.indexOf(object);
    const index = known >= 0 ? known : this.objects.push(object) - 1;
    const shortfall = this.shortfalls.get(index) ?? { groupOverflow: 0, nameless: 0, deduplicationOverflow: 0 };
    shortfall.groupOverflow++;
    this.shortfalls.set(index, shortfall);
  }
}

interface StoredDay {
  readonly version: typeof VERSION;
  readonly identities: readonly StoredActs[];
}

/** The acts in a stored day of a profile. @throws when it was written in another shape */
export function readActs(profile: AnyProfile, json: Json, day: number): readonly ActsOfDay[] {
  return fromJson(json).map((stored) => {
    const acts = new IdentityActs(profile, stored.accountId, stored.identity, day, stored);
    acts.absorb(stored);
    return acts;
  });
}

/** Names an identity among those of all accounts. */
function keyOf(accountId: string, identity: string): string {
  return `${accountId} ${identity}`;
}

/** Interfaces have no index signature, so the compiler cannot see that these are JSON; they hold nothing else. */
function asJson(day: StoredDay): Json {
  return day as unknown as Json;
}

function fromJson(json: Json): readonly StoredActs[] {
  if (!isStored(json)) throw new Error(`A stored day of a profile is of another version than ${VERSION}.`);
  return json.identities;
}

function isStored(json: unknown): json is StoredDay {
  return (
    typeof json === 'object' && json !== null && 'version' in json && json.version === VERSION && 'identities' in json
  );
}
