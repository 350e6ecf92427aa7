import { LOG_OBJECT_STATES, nameOf, type LogObjectState } from '#services/model/log-object.ts';
import { number } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { OBJECT_ARGS, objectFilter } from '../../objects/object-filter.ts';
import { openObjects } from '../../objects/object-source.ts';
import { printRows } from '../../print-rows.ts';
import { UsageError } from '../../usage-error.ts';
import { wholeNumber } from '../../whole-number.ts';

const FAILED: readonly LogObjectState[] = ['failed'];

export default command({
  summary: 'List log objects in the ledger; by default those that were given up and are not retried automatically',
  args: {
    state: { type: 'string', description: `Only in this state: ${LOG_OBJECT_STATES.join(', ')}. Repeatable` },
    ...OBJECT_ARGS,
    troubled: { type: 'boolean', description: 'Only objects with problems, in any state' },
    limit: { type: 'string', default: '50', description: 'At most so many' },
    json: { type: 'boolean', description: 'A JSON object a line' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['state', 'account', 'source'],
  examples: {
    'vedette objects list': 'What could not be read, and why',
    'vedette objects list --state=pending --account=111122223333': 'Waiting objects of one account',
    'vedette objects list --troubled': 'Also objects with some unreadable records',
  },
  async run({ args, lists, readConfig, terminal }) {
    const limit = wholeNumber('limit', args.limit);
    const usual = args.troubled === true ? LOG_OBJECT_STATES : FAILED;
    const filter = {
      ...objectFilter(lists),
      states: lists.state.length === 0 ? usual : lists.state.map(stateOf),
      troubled: args.troubled,
    };
    await using source = await openObjects(args.url, await readConfig());
    const found = await source.list(filter, limit);
    await printRows(
      found,
      args.json,
      {
        head: ['state', 'account', 'source', 'object', 'problem'],
        cells: (row) => [
          row.state,
          row.accountId ?? '',
          row.source ?? '',
          nameOf(row),
          row.troubles[0]?.message ?? row.note ?? '',
        ],
      },
      terminal,
    );
    for (const [state, objects] of Object.entries(await source.counts()))
      if (objects > 0) terminal.talk(`${number(objects)} ${state}`);
    if (found.length === limit) terminal.talk(`Showing the first ${number(limit)}; --limit=N shows more.`);
  },
});

function stateOf(text: string): LogObjectState {
  const state = LOG_OBJECT_STATES.find((each) => each === text.toLowerCase());
  if (state === undefined) throw new UsageError(`"${text}" is not a state: use ${LOG_OBJECT_STATES.join(', ')}.`);
  return state;
}
