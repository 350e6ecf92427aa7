import { openDatabase } from '#db/client.ts';
import { deliveriesPage, deliveryCounts } from '#db/queries/delivery-list.ts';
import { DELIVERY_STATES, type DeliveryState } from '#services/model/delivery.ts';
import { number } from '#services/model/numbers.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { Json } from '../../line.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

const FAILED: readonly DeliveryState[] = ['failed'];

export default command({
  summary: 'List deliveries to sinks; by default those that failed and are not retried automatically',
  args: {
    sink: { type: 'string', description: 'Only to this sink. Repeatable' },
    state: { type: 'string', description: `Only in this state: ${DELIVERY_STATES.join(', ')}. Repeatable` },
    limit: { type: 'string', default: '50', description: 'Maximum number to show' },
    json: { type: 'boolean', description: 'Print one JSON object per line' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['sink', 'state'],
  examples: {
    'vedette deliveries list': 'What failed, and why',
    'vedette deliveries list --sink=webhook/pager --state=pending': 'What is waiting for one webhook',
  },
  async run({ args, lists, readConfig, terminal }) {
    const { sink: sinks = [], state: wanted = [] } = lists;
    const states = wanted.length === 0 ? FAILED : wanted.map(stateOf);
    const limit = Number(args.limit);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError(`--limit must be a whole number from 1, not "${args.limit}".`);
    const { databaseUrl } = await readConfig();
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(databaseUrl), (opened) => opened.close());
    const filter = { states, ...(sinks.length > 0 && { sinks }) };
    const found = await deliveriesPage(db, EVERYTHING, filter, { limit });
    if (args.json === true) for (const each of found) terminal.out(new Json(each));
    else
      for (const line of table(
        ['sink', 'state', 'finding', 'account', 'region', 'attempts', 'error'],
        found.map((each) => [
          each.sink,
          each.state,
          each.findingId,
          each.accountId,
          each.region,
          number(each.attempts),
          each.lastError ?? '',
        ]),
        { numbers: [5], columns: terminal.columns },
      ))
        terminal.out(line);
    const counts = await deliveryCounts(db, EVERYTHING);
    for (const { sink, state, deliveries } of counts) terminal.talk(`${sink}: ${number(deliveries)} ${state}`);
    if (found.length === limit) terminal.talk(`Showing the first ${number(limit)}; --limit=N shows more.`);
  },
});

function stateOf(text: string): DeliveryState {
  const state = DELIVERY_STATES.find((each) => each === text.toLowerCase());
  if (state === undefined) throw new UsageError(`"${text}" is not a state: use ${DELIVERY_STATES.join(', ')}.`);
  return state;
}
