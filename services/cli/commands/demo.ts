import type { Finding } from '#services/model/finding.ts';
import { DAY_MS } from '#services/simulation/activity.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import type { Config } from '../../config.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { newLink } from '../access/first-administrator.ts';
import { differences } from '../demo/compare.ts';
import { demoConfig, openDemoFolder } from '../demo/demo-folder.ts';
import { liveOn } from '../demo/live-on.ts';
import { playSimulation, simulatedLogs } from '../demo/play-simulation.ts';
import { readSimulation, type SimulatedOrganization } from '../demo/simulated-organization.ts';
import { EXIT } from '../exit-code.ts';
import { findingsTable } from '../findings-table.ts';
import type { Host } from '../host.ts';
import { toldExamples } from '../sample/told-examples.ts';
import { number } from '#services/model/numbers.ts';
import type { Line } from '../line.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

const ATTACK_EVERY_MS = 30_000;
const PLAN = { accounts: 10, days: 3, seed: 'vedette' };

export default command({
  summary: 'See Vedette at work: simulate ten accounts over the last three days and run the whole service on them',
  args: {
    exit: { type: 'boolean', description: 'Exit after the table instead of serving the console and the API' },
    keep: { type: 'boolean', description: 'Continue the previous demo instead of starting a new one' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette demo': 'What npm start does',
    'vedette demo --exit': 'Exits with 1 unless exactly the simulated attacks were found',
  },
  async run({ args, readConfig, terminal }) {
    const demo = await openDemoFolder(await readConfig(), args.keep);
    const { folder, tokenFile } = demo;
    const readDemo = () => demoConfig(demo);
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
    // A kept demo also has attacks that were added while it ran. The simulation does not expect these.
    const wrong = args.keep ? [] : differences(findings, organization.expected);
    for (const line of wrong) terminal.talk(line);
    if (wrong.length === 0 && !args.keep)
      terminal.talk(`All ${number(organization.expected.length)} simulated attacks were found, and nothing else.`);
    if (args.exit) return wrong.length > 0 ? EXIT.error : EXIT.fine;

    for (const line of await waysIn(host, config, tokenFile)) terminal.talk(line);
    terminal.talk('The simulation goes on, with a new finding every half minute. Press Ctrl-C to end the demo.');
    const stop = liveOn(plan, logs, host, ATTACK_EVERY_MS, (line) => terminal.talk(line));
    await untilStopped();
    stop();
    return EXIT.fine;
  },
});

/** What to open and what to type to look at the demo. */
async function waysIn(
  { server: { url }, world }: Host,
  { publicUrl }: Config,
  tokenFile: string | undefined,
): Promise<readonly string[]> {
  const shown = tokenFile === undefined ? '' : `VEDETTE_API_TOKEN=$(cat ${tokenFile}) `;
  return [
    `Console: ${publicUrl === undefined ? new URL('/', url).href : await newLink(world.database.db, publicUrl)}`,
    `GraphQL: ${url}`,
    `Also: ${shown}./vedette findings list --url=${url}`,
  ];
}

/** A new demo simulates the last complete days. A kept demo stays with its days. */
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
