import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { openDeliveries } from '../../deliveries/delivery-source.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { Json } from '../../line.ts';

/** More than any installation has sinks. */
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
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette deliveries show 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'Every sink, with its last error',
    'vedette deliveries show 5ec1a0d4f0b24a7c9d3e6f7081920a1b --sink=security-hub | jq':
      'The document that was rejected',
  },
  async run({ args, readConfig, terminal }) {
    await using source = await openDeliveries(args.url, await readConfig());
    if (args.sink !== undefined) {
      const document = await source.document(args.id, args.sink);
      if (document === undefined) {
        terminal.complain(`There is no finding ${args.id} that ${args.sink} gets.`);
        return EXIT.error;
      }
      terminal.out(new Json(document));
      return EXIT.fine;
    }
    const found = await source.list({ findingIds: [args.id] }, SINKS_MAX);
    if (found.length === 0 && !(await source.hasFinding(args.id))) {
      terminal.complain(`There is no finding ${args.id}.`);
      return EXIT.error;
    }
    if (found.length === 0) terminal.talk('It was ordered to no sink.');
    for (const { sink: name, state, version, attempts, nextAttemptAt, deliveredAt, lastError } of found) {
      terminal.out(`${name}: ${state}, as it was at ${version.toISOString()}, after ${counted(attempts, 'attempt')}`);
      if (lastError !== null) terminal.out(`  not taken: ${lastError}`);
      if (nextAttemptAt !== null && state === 'pending') terminal.out(`  due: ${nextAttemptAt.toISOString()}`);
      if (deliveredAt !== null) terminal.out(`  last taken: ${deliveredAt.toISOString()}`);
    }
    return EXIT.fine;
  },
});
