import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { openDeliveries } from '../../deliveries/delivery-source.ts';
import { checkSinks } from '../../deliveries/sink-named.ts';
import { EXIT } from '../../exit-code.ts';
import { askedFindingId } from '../../findings/asked-finding-id.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Retry failed deliveries after their cause is fixed',
  args: {
    sink: { type: 'string', description: 'Only to this sink' },
    all: { type: 'boolean', description: 'Everything that failed' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  variadic: true,
  examples: {
    'vedette deliveries redrive --sink=webhook/pager': 'Everything that one webhook rejected',
    'vedette deliveries redrive 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'One finding, to every sink that rejected it',
    'vedette deliveries redrive --all': 'Everything',
  },
  async run({ args, readConfig, terminal }) {
    const findingIds =
      args._.length === 0 ? undefined : args._.map((id) => askedFindingId(id, 'vedette deliveries list'));
    if (findingIds === undefined && args.sink === undefined && args.all !== true)
      throw new UsageError('Say what to send again: ids of findings, --sink=NAME, or --all.');
    const config = await readConfig();
    await using source = await openDeliveries(args.url, config);
    const sinks = args.sink === undefined ? undefined : [args.sink];
    if (sinks !== undefined) {
      const sent = (await source.counts()).map(({ sink }) => sink);
      await checkSinks(sinks, sent, config);
    }
    for (const id of findingIds ?? [])
      if (!(await source.hasFinding(id)))
        throw new UsageError(`There is no finding ${id}.`, 'vedette deliveries list shows those that failed.');
    const { redriven, errors } = await source.redrive({ sinks, findingIds });
    for (const error of errors) terminal.complain(error);
    if (errors.length > 0) return EXIT.error;
    terminal.talk(
      redriven === 0
        ? 'Nothing in this selection failed.'
        : `${counted(redriven, 'dead letter')} will be retried by the running service within a minute.`,
    );
    return EXIT.fine;
  },
});
