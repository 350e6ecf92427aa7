import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { putAccounts } from '#db/queries/accounts.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { NO_OVERRIDES } from '#services/engine/settings.ts';
import type { Finding } from '#services/model/finding.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { writeSimulation } from '#services/workers/adapters/write-simulation.ts';
import { loadDetectors } from '../../detectors.ts';
import { createLog } from '../../log.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { differences } from '../demo/compare.ts';
import { readSimulation, simulatedObjects, type SimulatedOrganization } from '../demo/simulated-organization.ts';
import { EXIT } from '../exit-code.ts';
import { findingsTable } from '../findings-table.ts';
import { openHost, type Host } from '../host.ts';
import { openLists } from '../list-files.ts';
import { number } from '#services/model/numbers.ts';
import type { Line } from '../line.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

const PLAN = { accounts: 10, days: 3, seed: 'vedette' };

export default command({
  summary: 'See it work: ten made-up accounts over three days, the whole service over them',
  args: {
    exit: { type: 'boolean', description: 'End after the table instead of staying up with GraphQL' },
    keep: { type: 'boolean', description: 'Go on with the demo that was left, instead of starting afresh' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette demo': 'What npm start does',
    'vedette demo --exit': 'Ends with 1 when not exactly the simulated attacks were found',
  },
  async run({ args, readConfig, terminal }) {
    // What it simulates is found with detectors as they are: neither lists nor settings of their user's own.
    const environment = { ...(await readConfig()), lists: [], settings: NO_OVERRIDES };
    const folder = join(environment.dataDir, 'demo');
    const logs = join(folder, 'logs');
    if (!args.keep) await rm(folder, { recursive: true, force: true });
    await writeSimulation(PLAN, logs, (files) => terminal.progress(() => `Simulating: ${number(files)} files`));
    const organization = await readSimulation(logs);
    const [intel, detectors] = await Promise.all([openLists(organization.lists, environment), loadDetectors()]);

    await using host = await openHost({
      config: { ...environment, databaseUrl: `pglite:${join(folder, 'database')}` },
      log: createLog('error'),
      detectors,
      intel,
      objects: () => folderObjects(logs, environment.objectTextMb),
      sinks: [],
    });
    await enrol(host, organization);
    const objects = await simulatedObjects(logs, host.detection.sources);
    terminal.talk(`${PLAN.accounts} accounts, ${PLAN.days} days, ${number(objects.length)} log objects in ${logs}.`);
    await host.service.receive(objects);
    await settled(host, terminal);

    const findings = await keptFindings(host);
    for (const line of byAccount(findings, organization, terminal)) terminal.out(line);
    terminal.out('');
    for (const line of findingsTable(findings, terminal.columns)) terminal.out(line);
    const wrong = differences(findings, organization.expected);
    for (const line of wrong) terminal.talk(line);
    if (wrong.length === 0)
      terminal.talk(`All ${number(organization.expected.length)} simulated attacks were found, and nothing else.`);
    if (args.exit) return wrong.length > 0 ? EXIT.error : EXIT.fine;

    terminal.talk(`GraphQL: ${host.server.url} (open it in a browser). Ctrl-C ends the demo.`);
    terminal.talk(`Also: ./vedette findings list --url=${host.server.url}`);
    await untilStopped();
    return EXIT.fine;
  },
});

async function enrol({ world }: Host, { accounts, managementAccountId }: SimulatedOrganization): Promise<void> {
  const listed = accounts.map((account) => ({
    ...account,
    email: undefined,
    management: account.id === managementAccountId,
    joinedAt: undefined,
  }));
  await putAccounts(world.database.db, listed, world.now());
}

const PROGRESS_EVERY_MS = 200;

/** Waits until everything is read, and says how far it is. */
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
  const rows = await findingsPage(world.database.db, {}, { by: 'severity', descending: true }, { limit: 10_000 });
  return rows.map(({ finding }) => finding);
}

function byAccount(
  findings: readonly Finding[],
  { accounts }: SimulatedOrganization,
  terminal: Terminal,
): Iterable<Line> {
  const labels = SEVERITY_LABELS.toReversed();
  return table(
    ['account', 'name', ...labels, 'findings'],
    accounts.map(({ id, name }) => {
      const own = findings.filter(({ accountId }) => accountId === id);
      const counts = labels.map((label) => own.filter(({ severity }) => severityLabel(severity) === label).length);
      return [id, name, ...counts.map((count) => (count === 0 ? '' : number(count))), number(own.length)];
    }),
    { numbers: [2, 3, 4, 5, 6], columns: terminal.columns },
  );
}
