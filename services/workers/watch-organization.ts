import { endEnrolmentRequest, openEnrolmentRequests } from '#db/queries/enrolment-requests.ts';
import { dropInventoryCoverage } from '#db/queries/coverage.ts';
import type { Aws } from '#services/aws/aws.ts';
import { cloudtrailDigests } from '#services/aws/cloudtrail-digests.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import { days } from '#services/model/time.ts';
import type { World } from '../world.ts';
import type { ReceiveBatches } from './follow-events.ts';
import type { Queue } from './adapters/queue.ts';
import { carryOut, survey, type CarrySettings } from './enrol/enrol.ts';
import { laneKey } from './kits/lane.ts';
import { readInventory, type InventorySettings } from './pass/read-inventory.ts';
import { tellProofGaps } from './tell-proof-gaps.ts';
import { verifyDigests } from './verify-digests.ts';
import { listNew, reconcile, type ReconcileSettings } from './reconcile.ts';

/**
 * A request that could not be carried out for this long expires: the person who made it saw the plan and the prices of
 * that time, and the settings may be different now.
 */
const REQUEST_MS = days(1);

/**
 * Looks at the organization at once and every hour, and lists new objects in its log buckets every five minutes. After
 * a look, the inventories that are due are read. Every five minutes, accounts that joined or changed are looked at and
 * enrolment is planned anew; requested enrolments start within a minute.
 */
export async function watchOrganization(
  world: World,
  aws: Aws,
  queue: Queue,
  receive: ReceiveBatches,
  {
    inventoryHours,
    enrolment,
    actAs,
    ...settings
  }: ReconcileSettings &
    Pick<InventorySettings, 'inventoryHours'> &
    Pick<CarrySettings, 'actAs'> & { readonly enrolment?: EnrolmentSettings | undefined },
): Promise<void> {
  world.measure?.('vedette_watching_since_timestamp_seconds', {}, world.now().getTime() / 1000);
  await queue.work('reconcile', 1, async () => {
    const { accounts, facts, objects, requests, unitsUnknown } = await reconcile(world, aws, receive, settings);
    const gaps = facts.filter(({ state }) => state === 'gap').length;
    if (unitsUnknown !== undefined) world.log.error('units-unknown', { error: unitsUnknown });
    world.log.info('organization-seen', { accounts: accounts.length, gaps, objects, requests });
    if (inventoryHours > 0) await queue.wake(world.database.db, 'inventory', ['']);
    else await dropInventoryCoverage(world.database.db, []);
  });
  await queue.work('list', 1, async () => {
    const { objects, refused, requests } = await listNew(world, aws, receive, settings);
    world.log.info('buckets-listed', { objects, requests, refused: Object.fromEntries(refused) });
  });
  await queue.work('inventory', 1, async () => {
    const { regions } = settings;
    const read = await readInventory(world, aws, { regions, inventoryHours }, async (tx, orders) =>
      queue.wake(tx, 'deliver', [...new Set(orders.map(laneKey))]),
    );
    if (read.accounts > 0) world.log.info('inventory-read', { ...read });
  });
  const digests = cloudtrailDigests(aws);
  await queue.work('verify', 1, async () => {
    const { why, ...verified } = await verifyDigests(world, digests, receive, settings.memory);
    if (why !== undefined) world.log.warn('digests-refused', { refused: verified.refused, error: why });
    const told = await tellProofGaps(world, receive);
    world.log.info('digests-verified', { ...verified, told });
  });
  // CloudTrail writes one digest an hour.
  await queue.every(60, 'verify');
  await queue.work('enrol', 1, async () => {
    if (enrolment === undefined) return;
    const found = await survey(world, aws, { enrolment, regions: settings.regions });
    const { tasks, obstacles } = found.plan;
    const { db } = world.database;
    const requests = await openEnrolmentRequests(db);
    const good = requests.filter(({ askedAt }) => askedAt.getTime() > world.now().getTime() - REQUEST_MS);
    const asked = new Set(good.flatMap((request) => request.tasks));
    const wanted = enrolment.automatic === true ? tasks : tasks.filter(({ id }) => asked.has(id));
    const done = await carryOut(world, aws, enrolment, found, wanted, { actAs });
    for (const { id } of requests) await endEnrolmentRequest(db, id, world.now());
    const refused = done.filter(({ outcome }) => outcome.outcome === 'refused').length;
    world.log.info('organization-surveyed', {
      joined: found.joined.length,
      looked: found.looked,
      tasks: tasks.length,
      done: done.length - refused,
      refused,
      obstacles: obstacles.length,
      unanswered: found.unanswered.length,
      expired: requests.length - good.length,
    });
    // A pass must find out where an account that joined, or a feature that was just switched on, delivers its logs.
    if (found.joined.length > 0 || done.length > refused) await queue.wake(world.database.db, 'reconcile', ['']);
  });
  await queue.work('enrol-asked', 1, async () => {
    const { db } = world.database;
    if ((await openEnrolmentRequests(db)).length > 0) await queue.wake(db, 'enrol', ['']);
  });
  if (enrolment !== undefined) {
    await queue.every(1, 'enrol-asked');
    await queue.every(5, 'enrol');
    await queue.wake(world.database.db, 'enrol', ['']);
  }
  // Trails and accounts change rarely, and a pass causes some ten events a Region in each member's own CloudTrail.
  await queue.every(60, 'reconcile');
  // CloudTrail delivers about every five minutes: listing more often costs requests and finds nothing.
  await queue.every(5, 'list');
  await queue.wake(world.database.db, 'reconcile', ['']);
}
