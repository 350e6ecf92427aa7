import { isDeepStrictEqual } from 'node:util';
import { factsAbout, heldAddresses, putRead, unreadSince } from '#db/queries/inventory.ts';
import { resolveAbsent } from '#db/queries/absent-resources.ts';
import { allAccounts } from '#db/queries/accounts.ts';
import { dropInventoryCoverage, putInventoryCoverage } from '#db/queries/coverage.ts';
import type { DeliveryOrder } from '#db/queries/order-deliveries.ts';
import type { Db } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import { AwsError, refusalOf } from '#services/aws/aws-error.ts';
import { listRegions } from '#services/aws/ec2.ts';
import { INVENTORY } from '#services/aws/inventory/index.ts';
import type { InventoryCalls } from '#services/aws/inventory.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Seen } from '#services/inventory/seen.ts';
import { isAddressAlias, type Fact } from '#services/model/inventory.ts';
import type { Refusal } from '#services/model/probe.ts';
import { hours } from '#services/model/time.ts';
import { refusalByStatus } from '#services/organization/enrolment.ts';
import { inventoryCoverage, type Unread } from '#services/organization/inventory-coverage.ts';
import type { World } from '../../world.ts';
import { inParallel } from '../kits/in-parallel.ts';
import { learn } from '../turn/learn.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

export interface InventorySettings {
  /** The only Regions to look at; all that an account has enabled when undefined. */
  readonly regions?: readonly string[] | undefined;
  /** After how many hours an account is asked again. */
  readonly inventoryHours: number;
}

/** What a look at what the accounts have came to. */
export interface InventoryReading {
  /** Accounts that were asked. */
  readonly accounts: number;
  readonly facts: number;
  /** What could not be read, by the kind of failure: how often. */
  readonly refused: Readonly<Record<string, number>>;
  /** Why, in a sentence each: the first few. */
  readonly why: readonly string[];
  /** Kinds of resources, in a Region of an account, of which there are more than are read. */
  readonly cut: number;
}

const ACCOUNTS_AT_ONCE = 4;
/** Pages of a thousand resources of one kind in one Region: beyond, what findings are about is known by records alone. */
const PAGES_MAX = 50;
const REASONS_MAX = 5;

/**
 * Asks every account that is due what it has. A refusal concerns one kind in one Region; what is known of it stays, and that it
 * cannot be read is a coverage fact until it can.
 *
 * @param owe told of what is owed to sinks for what findings now show
 */
export async function readInventory(
  world: Pick<World, 'now' | 'database' | 'sinks'>,
  aws: Aws,
  { regions, inventoryHours }: InventorySettings,
  owe: (tx: Db, orders: readonly DeliveryOrder[]) => Promise<void>,
): Promise<InventoryReading> {
  const { db } = world.database;
  const active = await activeAccounts(db);
  await dropInventoryCoverage(db, active);
  const due = await unreadSince(db, active, new Date(world.now().getTime() - hours(inventoryHours) + SLACK_MS));
  const refused = new Map<string, number>();
  const why: string[] = [];
  const done = { facts: 0, cut: 0 };
  const refuse = (error: unknown): void => {
    // What AWS refuses concerns this account; anything else, such as a lost database, ends the pass.
    if (!(error instanceof AwsError)) throw error;
    refused.set(error.kind, 1 + (refused.get(error.kind) ?? 0));
    if (why.length < REASONS_MAX) why.push(error.message);
  };
  await inParallel(due, ACCOUNTS_AT_ONCE, async (accountId) => {
    const at = world.now();
    const unread: Unread[] = [];
    try {
      const enabled = await listRegions(await aws.client(accountId));
      for (const region of ['', ...enabled.filter((each) => regions?.includes(each) ?? true)]) {
        const there = await seenIn(aws, accountId, region, refuse);
        const facts = await factsOf(db, { accountId, region }, there.seen, there.whole, at);
        await learn({ db, sinks: world.sinks, now: () => world.now() }, facts, owe);
        const aliases = there.seen.map(({ alias }) => alias);
        const listing = { accountId, region, members: there.wholeMembers, aliases, at: at.getTime() };
        await resolveAbsent(db, listing, world.now());
        done.facts += facts.length;
        done.cut += there.unread.filter(({ refusal }) => refusal.reason === 'too-many').length;
        unread.push(...there.unread);
      }
      await putInventoryCoverage(db, inventoryCoverage(accountId, unread), at);
    } catch (error) {
      refuse(error);
      await putInventoryCoverage(db, inventoryCoverage(accountId, refusalOf(error)), at);
    }
    await putRead(db, accountId, at);
  });
  return { accounts: due.length, ...done, refused: Object.fromEntries(refused), why };
}

/** The active accounts of the organization as it was last listed. */
async function activeAccounts(db: Db): Promise<readonly string[]> {
  const accounts = await allAccounts(db, EVERYTHING);
  const last = Math.max(...accounts.map(({ listedAt }) => listedAt.getTime()));
  return accounts
    .filter((account) => account.listedAt.getTime() === last && refusalByStatus(account) === undefined)
    .map(({ id }) => id);
}

/** Who looks every hour is not always there to the minute. */
const SLACK_MS = hours(1) / 2;

interface SeenThere {
  readonly seen: readonly Seen[];
  readonly unread: readonly Unread[];
  /** All addresses were told: one that is not among what was seen is given up. */
  readonly whole: boolean;
  /** Kinds of which all were told. */
  readonly wholeMembers: readonly Fact['member'][];
}

/** @param region empty for what one Region tells of all */
async function seenIn(
  aws: Aws,
  accountId: string,
  region: string,
  refuse: (error: unknown) => void,
): Promise<SeenThere> {
  const config = await aws.client(accountId, region === '' ? undefined : region);
  const seen: Seen[] = [];
  const unread: Unread[] = [];
  const wholeMembers: Fact['member'][] = [];
  let whole = true;
  for (const { what, scope, tellsAddresses = false, tellsAll, pages } of INVENTORY) {
    if ((scope === 'account') !== (region === '')) continue;
    const miss = (refusal: Refusal) => unread.push({ region: region === '' ? undefined : region, what, refusal });
    const complain = (error: unknown) => {
      refuse(error);
      miss(refusalOf(error));
    };
    let all = false;
    try {
      all = await readPages(pages(config, complain), seen);
      if (!all) miss(TOO_MANY);
    } catch (error) {
      complain(error);
    }
    whole &&= all || !tellsAddresses;
    if (all && tellsAll !== undefined) wholeMembers.push(tellsAll);
  }
  return { seen, unread, whole, wholeMembers };
}

const TOO_MANY = {
  reason: 'too-many',
  detail: `There are more than are read, which is ${PAGES_MAX} pages of a thousand: of the others it is known what their logs tell.`,
} as const;

/** @returns whether that was all */
async function readPages(pages: ReturnType<InventoryCalls['pages']>, into: Seen[]): Promise<boolean> {
  let left = PAGES_MAX;
  for await (const page of pages) {
    into.push(...page);
    if (--left === 0) return false;
  }
  return true;
}

/**
 * What was seen as facts. What AWS does not date is true since it was first seen like this; an address that nobody has any more
 * is given up now.
 */
async function factsOf(
  db: Db,
  place: Pick<Fact, 'accountId' | 'region'>,
  seen: readonly Seen[],
  whole: boolean,
  at: Date,
): Promise<readonly Fact[]> {
  const time = at.getTime();
  const undated = seen.filter(({ since }) => since === undefined);
  const known = new FactBook(
    await factsAbout(
      db,
      undated.map(({ member, alias }) => ({ ...place, member, alias, time })),
    ),
  );
  const facts = new FactBook(
    seen.map((each): Fact => {
      const before = known.at({ ...place, ...each }, time);
      const since = each.since ?? (before !== undefined && isSame(before, each) ? before.since : time);
      return { ...place, ...each, since, taughtBy: 'call' };
    }),
  );
  if (!whole) return [...facts];
  const held = new Set(seen.map(({ alias }) => alias));
  const givenUp = (await heldAddresses(db, place.accountId, place.region)).filter(
    ({ alias, since, interfaces }) => !held.has(alias) && since < time && interfaces.length > 0,
  );
  for (const { alias } of givenUp)
    facts.add({ ...place, member: 'instanceDetails', alias, since: time, details: {}, taughtBy: 'call' });
  return [...facts];
}

/** An id is of the same thing all the time, an address while one interface has it; a role is told of anew when others are let in. */
function isSame(before: Fact, { alias, details }: Seen): boolean {
  if (isAddressAlias(alias)) return interfacesOf(before.details) === interfacesOf(details);
  return isDeepStrictEqual(trustOf(before.details), trustOf(details));
}

function trustOf(details: Fact['details']) {
  return 'trust' in details ? details.trust : undefined;
}

function interfacesOf(details: Fact['details']): string {
  const interfaces = 'networkInterfaces' in details ? (details.networkInterfaces ?? []) : [];
  return interfaces.map(({ networkInterfaceId = '' }) => networkInterfaceId).join(' ');
}
