import { unitsOfRules } from '#db/queries/rules.ts';
import { unitsOfTokens } from '#db/queries/access/tokens.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import type { Db } from '#db/client.ts';
import { allCoverage, dropStaleCoverage, putCoverage } from '#db/queries/coverage.ts';
import { streamsThatEnded } from '#db/queries/read-hours.ts';
import { endPass } from '#db/queries/listings.ts';
import { putPass } from '#db/queries/passes.ts';
import { awsError, refusalOf, type AwsError } from '#services/aws/aws-error.ts';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { readOrganization } from '#services/aws/organizations.ts';
import { NO_ACCOUNT, type CoverageFact } from '#services/model/coverage.ts';
import { FAILURES } from '#services/model/failure.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import type { Refusal } from '#services/model/probe.ts';
import { days } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { BASELINE_MS } from '#services/organization/coverage-hours.ts';
import { silentStreams } from '#services/organization/silent-streams.ts';
import { coverageOf } from '#services/organization/coverage.ts';
import { refusalByStatus, refusedProbe } from '#services/organization/enrolment.ts';
import { NO_PLAN, planReading, withRemembered, type Plan } from '#services/organization/plan.ts';
import { SOURCES } from '#services/sources/index.ts';
import type { World } from '../world.ts';
import { inParallel } from './kits/in-parallel.ts';
import { listPrefixes, rememberedPrefixes, type Receive } from './pass/list-prefixes.ts';
import { lookAtUnits } from './pass/look-at-units.ts';
import { memoryOf, type Memory } from './kits/memory.ts';
import { nothingShown, probeAccount } from './pass/probe.ts';

export interface ReconcileSettings {
  /** The only Regions to look at; all enabled Regions of an account when undefined. */
  readonly regions?: readonly string[] | undefined;
  /**
   * The organizational units that settings and lists name now: the accounts below them must be known even when the
   * whole tree may not be listed.
   */
  readonly unitsNamed?: () => readonly string[];
  /** How far back logs are read that are older than this installation. */
  readonly historyMs?: number;
  readonly memory?: Memory;
}

/** The result of a pass over the organization. */
export interface Reconciliation {
  readonly accounts: readonly MemberAccount[];
  readonly facts: readonly CoverageFact[];
  /** Objects that were listed as possibly new. */
  readonly objects: number;
  /** The number of requests that listing took. */
  readonly requests: number;
  /** Why a bucket could not be listed, by its name. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Why the accounts below a unit that settings name are unknown. */
  readonly unitsUnknown: AwsError | undefined;
}

/**
 * Lists new objects where the last pass over the organization found logs. This is much cheaper than a pass: members are
 * not asked anything, so none of it shows in their CloudTrail.
 */
export async function listNew(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  receive: Receive,
  { memory = memoryOf() }: Pick<ReconcileSettings, 'memory'> = {},
): Promise<Pick<Reconciliation, 'objects' | 'refused' | 'requests'>> {
  const plan = withRemembered(NO_PLAN, await rememberedPrefixes(world));
  return listAll(world, aws, plan, receive, world.now(), { historyMs: 0, memory });
}

/**
 * How many accounts are asked at a time: each costs some ten requests a Region, and a process should keep up with
 * thousands of accounts.
 */
const ACCOUNTS_AT_ONCE = 16;

/**
 * Looks at the organization as it is now: its accounts, the places that their logs are delivered to, the places that
 * may be read, and the new objects there. States what is covered and what is not. A refusal by one account does not
 * delay the others.
 *
 * @throws AwsError when the organization itself cannot be listed. What was known before stays. If somebody has to give
 *   us access again, coverage says so for every account
 */
export async function reconcile(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  receive: Receive,
  { regions, unitsNamed = () => [], historyMs = days(1), memory = memoryOf() }: ReconcileSettings = {},
): Promise<Reconciliation> {
  const startedAt = world.now();
  const { db } = world.database;

  const administrator = await aws.client(ADMINISTRATOR);
  const { id, accounts, above } = await readOrganization(administrator).catch(async (error: unknown) => {
    const refused = awsError('list the organization', error);
    if (FAILURES[refused.kind].retry !== 'soon') await tellUnlisted(db, refused, startedAt);
    throw refused;
  });
  await putAccounts(db, accounts, startedAt);
  const named = [...unitsNamed(), ...(await unitsOfTokens(db, startedAt)), ...(await unitsOfRules(db, startedAt))];
  const unitsUnknown = await lookAtUnits(db, administrator, { id, above }, named, startedAt);

  const shown = nothingShown(aws, accounts);
  const probes = await inParallel(accounts, ACCOUNTS_AT_ONCE, async (account) => {
    const refusal = refusalByStatus(account);
    return refusal === undefined ? probeAccount(aws, account.id, regions, shown) : refusedProbe(account.id, refusal);
  });

  const organization = { id, accounts, probes };
  const plan = withRemembered(planReading(organization, SOURCES, ADMINISTRATOR), await rememberedPrefixes(world));
  const listed = await listAll(world, aws, plan, receive, startedAt, { historyMs, memory });

  const weekAgo = new Date(startedAt.getTime() - BASELINE_MS);
  const silent = silentStreams(await streamsThatEnded(db, weekAgo, startedAt), startedAt.getTime());
  const facts = coverageOf(organization, SOURCES, plan, listed.refused, regions, silent);
  await putCoverage(db, facts, startedAt);
  await dropStaleCoverage(db, startedAt);
  await putPass(db, { organizationId: id, startedAt, endedAt: world.now() });
  return { accounts, facts, ...listed, unitsUnknown };
}

/** Turns what is said of covered accounts into a gap: nobody knows any more who is in the organization. */
async function tellUnlisted(db: Db, refused: AwsError, now: Date): Promise<void> {
  const covered = (await allCoverage(db, EVERYTHING)).filter(
    ({ about, accountId, region, source, state }) =>
      about === 'detection' && accountId !== NO_ACCOUNT && region === null && source === null && state === 'covered',
  );
  const facts = covered.map(({ accountId }): CoverageFact => {
    const place = { accountId, region: undefined, source: undefined };
    return { about: 'detection', ...place, state: 'gap', ...refusalOf(refused) };
  });
  await putCoverage(db, facts, now);
}

async function listAll(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  plan: Plan,
  receive: Receive,
  startedAt: Date,
  { historyMs, memory }: Required<Pick<ReconcileSettings, 'historyMs' | 'memory'>>,
): Promise<Pick<Reconciliation, 'objects' | 'refused' | 'requests'>> {
  let objects = 0;
  const counted = async (found: readonly LogObject[]) => {
    await receive(found);
    objects += found.length;
  };
  const firstTime = startedAt.getTime() - historyMs;
  const passed = await listPrefixes(world, aws, plan, counted, { firstTime, lateMs: memory.lateMs });
  await endPass(world.database.db, startedAt, Math.max(memory.retentionMs, memory.lateMs));
  return { objects, ...passed };
}
