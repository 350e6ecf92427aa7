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
  /** The only Regions to look at; all enabled Regions of an account when undefined. */
  readonly regions?: readonly string[] | undefined;
  /** Hours between two inventories of an account. */
  readonly inventoryHours: number;
}

/** The result of reading the inventories of accounts. */
export interface InventoryReading {
  /** The number of accounts that were asked. */
  readonly accounts: number;
  readonly facts: number;
  /** How many reads were refused, by the kind of the error. */
  readonly refused: Readonly<Record<string, number>>;
  /** One sentence for each of the first few refusals. */
  readonly why: readonly string[];
  /** The number of resource kinds, by account and Region, that have more resources than are read. */
  readonly cut: number;
}

const ACCOUNTS_AT_ONCE = 4;
/** Pages of a thousand resources, for one kind in one Region. Resources beyond them are known only from records. */
const PAGES_MAX = 50;
const REASONS_MAX = 5;

/**
 * Reads the inventory of every account that is due. A refusal concerns one kind in one Region: the stored facts stay,
 * and a coverage fact says that the kind cannot be read until it can.
 *
 * @param owe called with the deliveries of the findings that look different now
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
    // A refusal of AWS concerns only this account; any other error, such as a lost database, ends the pass.
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

/** The active accounts of the organization's last listing. */
async function activeAccounts(db: Db): Promise<readonly string[]> {
  const accounts = await allAccounts(db, EVERYTHING);
  const last = Math.max(...accounts.map(({ listedAt }) => listedAt.getTime()));
  return accounts
    .filter((account) => account.listedAt.getTime() === last && refusalByStatus(account) === undefined)
    .map(({ id }) => id);
}

/** An hourly look may come somewhat early: an account counts as due this long before its time. */
const SLACK_MS = hours(1) / 2;

interface SeenThere {
  readonly seen: readonly Seen[];
  readonly unread: readonly Unread[];
  /** All addresses were listed: a known address that is missing here has been released. */
  readonly whole: boolean;
  /** Kinds whose resources were all listed. */
  readonly wholeMembers: readonly Fact['member'][];
}

/** @param region empty for resources that are listed once for the whole account */
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
  detail: `There are more than the limit of ${PAGES_MAX} pages of a thousand: the others are known only from logs.`,
} as const;

/** @returns whether all pages were read */
async function readPages(pages: ReturnType<InventoryCalls['pages']>, into: Seen[]): Promise<boolean> {
  let left = PAGES_MAX;
  for await (const page of pages) {
    into.push(...page);
    if (--left === 0) return false;
  }
  return true;
}

/**
 * Makes facts of what was seen. If AWS gives no date, a resource counts as being like this since it was first seen so.
 * An address that nobody has any more counts as released now.
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

/**
 * Whether a fact still says the same. An address says the same while the same interface has it, a role while it trusts
 * the same principals; any other id always stands for the same resource.
 */
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
