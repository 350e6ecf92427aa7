import { openDatabase } from '#db/client.ts';
import { deliveriesPage } from '#db/queries/delivery-list.ts';
import { findingsById } from '#db/queries/findings.ts';
import { counted } from '#services/model/numbers.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { loadDetectors } from '../../../detectors.ts';
import { renderersOf } from '../../../formats.ts';
import { readSettings } from '../../../sinks.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { sinkNamed } from '../../deliveries/sink-named.ts';
import { EXIT } from '../../exit-code.ts';
import { Json } from '../../line.ts';

/** More than there are sinks. */
const SINKS_MAX = 1000;

export default command({
  summary: 'Show the deliveries of one finding, or the document that a sink gets',
  args: {
    id: {
      type: 'positional',
      required: true,
      description: 'The id of the finding: 32 hex digits, from deliveries list',
    },
    sink: { type: 'string', description: 'Print the document that this sink gets, as JSON' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette deliveries show 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'Every sink, with its last error',
    'vedette deliveries show 5ec1a0d4f0b24a7c9d3e6f7081920a1b --sink=security-hub | jq':
      'The document that was rejected',
  },
  async run({ args, readConfig, terminal }) {
    const config = await readConfig();
    const sink = args.sink === undefined ? undefined : await sinkNamed(args.sink, config);
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
    const [finding] = await findingsById(db, EVERYTHING, [args.id]);
    if (finding === undefined) {
      terminal.complain(`There is no finding ${args.id}.`);
      return EXIT.error;
    }
    if (sink !== undefined) {
      const format = sink.definition.format(readSettings(sink).own);
      const render = await renderersOf(await loadDetectors())(format);
      terminal.out(new Json(render(finding)));
      return EXIT.fine;
    }
    const found = await deliveriesPage(db, EVERYTHING, { findingIds: [args.id] }, { limit: SINKS_MAX });
    if (found.length === 0) terminal.talk('It was queued for no sink.');
    for (const { sink: name, state, version, attempts, nextAttemptAt, deliveredAt, lastError } of found) {
      terminal.out(`${name}: ${state}, as it was at ${version.toISOString()}, after ${counted(attempts, 'attempt')}`);
      if (lastError !== null) terminal.out(`  last error: ${lastError}`);
      if (state === 'pending') terminal.out(`  due: ${nextAttemptAt.toISOString()}`);
      if (deliveredAt !== null) terminal.out(`  last delivered: ${deliveredAt.toISOString()}`);
    }
    return EXIT.fine;
  },
});
