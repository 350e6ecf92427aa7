import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Finding } from '#services/model/finding.ts';
import { DAY_MS } from '#services/simulation/activity.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import { loadConfig, type Config } from '../../config.ts';
import { CONFIG_FILE } from '../../config/config-file.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { differences } from '../demo/compare.ts';
import { liveOn } from '../demo/live-on.ts';
import { playSimulation, simulatedLogs } from '../demo/play-simulation.ts';
import { readSimulation, type SimulatedOrganization } from '../demo/simulated-organization.ts';
import { EXIT } from '../exit-code.ts';
import { findingsTable } from '../findings-table.ts';
import { toldExamples } from '../sample/told-examples.ts';
import { number } from '#services/model/numbers.ts';
import type { Line } from '../line.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

const ATTACK_EVERY_MS = 30_000;
const PLAN = { accounts: 10, days: 3, seed: 'vedette' };

export default command({
  summary: 'See it work: ten made-up accounts over the last three days, the whole service over them',
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
    const own = await readConfig();
    const folder = join(own.dataDir, 'demo');
    if (!args.keep) await rm(folder, { recursive: true, force: true });
    const file = join(resolve(folder), CONFIG_FILE);
    if (!existsSync(file)) {
      await mkdir(folder, { recursive: true });
      await writeFile(file, '# The settings of the demo alone.\n');
    }
    const readDemo = () => demoConfig(own, file);
    const config = await readDemo();
    const detectors = await loadDetectors();
    const examples = await toldExamples(detectors);
    const plan = { ...PLAN, start: await firstDay(folder), examples };
    await using played = await playSimulation(plan, folder, {
      config,
      readConfig: readDemo,
      detectors,
      terminal,
    });
    const { host, organization, logs, findings } = played;
    for (const line of byAccount(findings, organization, terminal)) terminal.out(line);
    terminal.out('');
    for (const line of findingsTable(findings, terminal.columns)) terminal.out(line);
    const wrong = differences(findings, organization.expected);
    for (const line of wrong) terminal.talk(line);
    if (wrong.length === 0)
      terminal.talk(`All ${number(organization.expected.length)} simulated attacks were found, and nothing else.`);
    if (args.exit) return wrong.length > 0 ? EXIT.error : EXIT.fine;

    terminal.talk(`Console: ${new URL('/', host.server.url).href} (open it in a browser). Ctrl-C ends the demo.`);
    terminal.talk(`GraphQL: ${host.server.url}`);
    terminal.talk(`Also: ./vedette findings list --url=${host.server.url}`);
    terminal.talk('The organization lives on: every half minute something else is found.');
    const stop = liveOn(plan, logs, host, ATTACK_EVERY_MS, (line) => terminal.talk(line));
    await untilStopped();
    stop();
    return EXIT.fine;
  },
});

/**
 * The simulation is made for detectors with their default settings, so the user's own lists and settings are left out. A
 * demo has a settings file of its own, which the console may write into.
 */
async function demoConfig(own: Config, file: string): Promise<Config> {
  const { settings, known, fileVersion } = await loadConfig({ environment: {}, folder: dirname(file), file });
  const origins = new Map([...own.origins, ['settingsFromConsole', 'the demo']]);
  return { ...own, lists: [], settings, known, settingsFromConsole: true, file, fileVersion, origins };
}

/** The days of a demo are the last that are over. Those of one that is kept stay what they were. */
async function firstDay(folder: string): Promise<number> {
  const kept = await readSimulation(simulatedLogs(folder)).catch(() => undefined);
  if (kept !== undefined) return Date.parse(kept.firstDay);
  return (Math.floor(Date.now() / DAY_MS) - PLAN.days) * DAY_MS;
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
