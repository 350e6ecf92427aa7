import { DELIVERY_STATES, type DeliveryState } from '#services/model/delivery.ts';
import { number } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { openDeliveries } from '../../deliveries/delivery-source.ts';
import { checkSinks } from '../../deliveries/sink-named.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { printRows } from '../../print-rows.ts';
import { UsageError } from '../../usage-error.ts';
import { wholeNumber } from '../../whole-number.ts';

const FAILED: readonly DeliveryState[] = ['failed'];

export default command({
  summary: 'List deliveries to sinks; by default those that failed and are not retried automatically',
  args: {
    sink: { type: 'string', description: 'To this sink. Repeatable' },
    state: { type: 'string', description: `In this state: ${DELIVERY_STATES.join(', ')}. Repeatable` },
    limit: { type: 'string', default: '50', description: 'At most so many' },
    json: { type: 'boolean', description: 'A JSON object a line' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['sink', 'state'],
  examples: {
    'vedette deliveries list': 'What failed, and why',
    'vedette deliveries list --sink=webhook/pager --state=pending': 'What is waiting for one webhook',
  },
  async run({ args, lists, readConfig, terminal }) {
    const { sink: sinks, state: wanted } = lists;
    const states = wanted.length === 0 ? FAILED : wanted.map(stateOf);
    const limit = wholeNumber('limit', args.limit);
    const config = await readConfig();
    await using source = await openDeliveries(args.url, config);
    const filter = { states, ...(sinks.length > 0 && { sinks }) };
    const counts = await source.counts();
    await checkSinks(
      sinks,
      counts.map(({ sink }) => sink),
      config,
    );
    const found = await source.list(filter, limit);
    await printRows(
      found,
      args.json,
      {
        head: ['sink', 'state', 'finding', 'account', 'region', 'attempts', 'error'],
        cells: (each) => [
          each.sink,
          each.state,
          each.findingId,
          each.accountId,
          each.region,
          number(each.attempts),
          each.lastError ?? '',
        ],
        numbers: [5],
      },
      terminal,
    );
    for (const { sink, state, deliveries } of counts) terminal.talk(`${sink}: ${number(deliveries)} ${state}`);
    if (found.length === limit) terminal.talk(`The first ${number(limit)}; --limit=N shows more.`);
  },
});

function stateOf(text: string): DeliveryState {
  const state = DELIVERY_STATES.find((each) => each === text.toLowerCase());
  if (state === undefined) throw new UsageError(`"${text}" is not a state: use ${DELIVERY_STATES.join(', ')}.`);
  return state;
}
