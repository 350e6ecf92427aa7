import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { loadDetectors } from '../../detectors.ts';
import { renderersOf } from '../../formats.ts';
import { createLog } from '../../log.ts';
import { openMetrics } from '../../metrics.ts';
import { runChecks } from '../checks.ts';
import { createSituation, type SituationParts } from '../checks/situation.ts';
import { loadSinks, openSinks } from '../../sinks.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { openHost } from '../host.ts';
import { keepIntel } from '#services/workers/keep-intel.ts';
import { enabledFeeds, intelSources, LIST_ARG, listTroubles, openLists } from '../list-files.ts';
import { awsObjects, openAwsOf } from '../open-aws.ts';
import type { Terminal } from '../terminal.ts';
import { mistakeInAccess } from '../access/mistake-in-access.ts';
import { hasNoAdministrator, newLink } from '../access/first-administrator.ts';
import { untilStopped } from '../until-stopped.ts';

export default command({
  summary: 'Run the service: read the logs of the organization, store findings, serve the console and the API',
  args: {
    port: { type: 'string', description: 'Port of the API (default: PORT, then 4000)' },
    host: { type: 'string', description: 'Address to listen on (default: HOST, then 127.0.0.1)' },
    ...LIST_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  examples: {
    'vedette serve': 'API and embedded database on this machine only, without a token',
    'VEDETTE_MEMBER_ROLE=VedetteMember VEDETTE_EXTERNAL_ID=… vedette serve':
      'Reads the logs of the organization as its delegated administrator',
    'DATABASE_URL=postgres://… VEDETTE_API_TOKEN=… HOST=0.0.0.0 vedette serve':
      'On a network: callers must send the token. More processes on the same database share the work',
  },
  async run({ args, lists, readConfig, terminal }) {
    const read = () => readConfig({ PORT: args.port, HOST: args.host });
    const config = await read();
    const mistake = mistakeInAccess(config);
    if (mistake !== undefined) throw mistake;
    const log = createLog(args.quiet ? 'error' : config.logLevel);
    const [intel, detectors] = await Promise.all([openLists(lists.list, config), loadDetectors()]);
    for (const line of listTroubles(intel)) terminal.talk(line);

    await using closing = new AsyncDisposableStack();
    const metrics = await openMetrics();
    const aws =
      config.memberRole === undefined
        ? undefined
        : closing.use(
            await openAwsOf(config, { onCall: (call) => metrics.measure('vedette_aws_calls_total', { ...call }, 1) }),
          );
    const objects = aws && (await awsObjects(aws, config.objectTextMb));
    const host = closing.use(
      await openHost({
        config,
        readConfig: read,
        log,
        detectors,
        intel,
        aws,
        objects: objects ?? (() => folderObjects('', config.objectTextMb)),
        sinks: await openSinks(await loadSinks(), config.sinks, { aws }, renderersOf(detectors)),
        metrics,
      }),
    );
    const open = (config.apiToken ?? config.publicUrl) ? '' : ' (this machine only)';
    terminal.talk(`Console: ${new URL('/', host.server.url).href}${open}`);
    terminal.talk(`GraphQL: ${host.server.url}`);
    if (config.publicUrl !== undefined && (await hasNoAdministrator(config, host.world.database.db)))
      terminal.talk(`There is no administrator yet: ${await newLink(host.world.database.db, config.publicUrl)}`);
    if (aws === undefined)
      terminal.talk(
        'VEDETTE_MEMBER_ROLE is not set: Vedette reads nothing from AWS, and only serves what is in the database.',
      );
    closing.use(
      keepIntel({
        world: host.world,
        detectors,
        sources: await intelSources(lists.list, config),
        feeds: await enabledFeeds(config),
        syncHours: config.syncHours,
        fetch: globalThis.fetch,
        opened: intel,
        replace: (opened) => host.takeUp(opened),
      }),
    );
    const stopped = untilStopped();
    await Promise.race([stopped, printFailed({ config, intel, database: host.world.database }, terminal)]);
    await stopped;
    terminal.talk('Stopping after the current turns have finished.');
  },
});

/** Prints the checks of `vedette doctor` that do not pass. */
async function printFailed(parts: SituationParts, terminal: Terminal): Promise<void> {
  await using situation = createSituation(parts);
  const checked = await runChecks(situation);
  const amiss = checked.filter(({ state }) => state !== 'fine');
  for (const { state, what, detail } of amiss) terminal.talk(`${state}: ${what}: ${detail}`);
  terminal.talk(`${amiss.length} of ${checked.length} checks did not pass.`);
}
