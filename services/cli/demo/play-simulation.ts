import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { putAccounts } from '#db/queries/accounts.ts';
import { putUnitTree } from '#db/queries/organizational-units.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { counted, number } from '#services/model/numbers.ts';
import type { SimulationPlan } from '#services/simulation/simulate.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { writeSimulation } from '#services/workers/adapters/write-simulation.ts';
import type { Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import { openMetrics } from '../../metrics.ts';
import { openHost, type Host } from '../host.ts';
import { openLists } from '../list-files.ts';
import type { Terminal } from '../terminal.ts';
import { databaseOf } from './demo-folder.ts';
import { readSimulation, simulatedObjects, type SimulatedOrganization } from './simulated-organization.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/** A service that has read a whole simulation. */
export interface PlayedSimulation extends AsyncDisposable {
  readonly host: Host;
  readonly organization: SimulatedOrganization;
  /** The folder of its logs. */
  readonly logs: string;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

export interface Stage {
  readonly config: Config;
  readonly readConfig: () => Promise<Config>;
  readonly detectors: readonly AnyDetector[];
  readonly terminal: Terminal;
}

/** The logs of a simulation that is played in this folder. */
export function simulatedLogs(folder: string): string {
  return join(folder, 'logs');
}

/** Writes a simulated organization into a folder and lets the whole service read it, with a database in that folder. */
export async function playSimulation(
  plan: SimulationPlan,
  folder: string,
  { config, readConfig, detectors, terminal }: Stage,
): Promise<PlayedSimulation> {
  const logs = simulatedLogs(folder);
  await writeSimulation(plan, logs, (files) => terminal.progress(() => `Simulating: ${number(files)} files`));
  const organization = await readSimulation(logs);
  const intel = await openLists(organization.lists, config);

  await using opening = new AsyncDisposableStack();
  const host = opening.use(
    await openHost({
      config: { ...config, databaseUrl: `pglite:${databaseOf(folder)}` },
      readConfig,
      log: createLog('error'),
      detectors,
      intel,
      objects: () => folderObjects(logs, config.objectTextMb),
      sinks: [],
      metrics: await openMetrics(),
    }),
  );
  await enrol(host, organization);
  const objects = await simulatedObjects(logs, host.detection.sources);
  terminal.talk(
    `${counted(plan.accounts, 'account')}, ${counted(plan.days, 'day')}, ${counted(objects.length, 'log object')} in ${logs}.`,
  );
  await host.service.receive(objects);
  await settled(host, terminal);
  const findings = await keptFindings(host);
  const opened = opening.move();
  return { host, organization, logs, findings, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function enrol(
  { world: { database, now } }: Host,
  { id: organizationId, accounts, units, managementAccountId }: SimulatedOrganization,
): Promise<void> {
  const listed = accounts.map(({ id, name, status }) => ({
    id,
    name,
    status,
    email: undefined,
    management: id === managementAccountId,
    joinedAt: undefined,
  }));
  await putAccounts(database.db, listed, now());
  const parentOf = new Map(units.map(({ id, parentId }) => [id, parentId]));
  const pathFrom = (unitId: string | undefined): readonly string[] =>
    unitId === undefined ? [] : [unitId, ...pathFrom(parentOf.get(unitId))];
  const above = new Map(accounts.map(({ id, unitId }) => [id, pathFrom(unitId)]));
  const tree = { units: units.map((unit) => ({ ...unit, parentId: unit.parentId })), above };
  await putUnitTree(database.db, organizationId, tree, now());
}

const PROGRESS_EVERY_MS = 500;

/** Waits until everything is read, and shows the progress. */
async function settled({ service, world }: Host, terminal: Terminal): Promise<void> {
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      const { pending, read, passed, failed } = await objectCounts(world.database.db);
      const settledCount = read + passed + failed;
      terminal.progress(() => `Reading: ${number(settledCount)} of ${number(settledCount + pending)} log objects`);
      await pause(PROGRESS_EVERY_MS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  })();
  try {
    await service.settle();
  } finally {
    done.abort();
    await watching;
  }
}

async function keptFindings({ world }: Host): Promise<readonly Finding[]> {
  const rows = await findingsPage(
    world.database.db,
    EVERYTHING,
    {},
    { by: 'severity', descending: true },
    { limit: 10_000 },
  );
  return rows.map(({ finding }) => finding);
}
