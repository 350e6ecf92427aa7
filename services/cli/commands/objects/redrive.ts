import { openDatabase } from '#db/client.ts';
import { redriveLogObjects } from '#db/queries/object-list.ts';
import { keyOfName } from '#services/model/log-object.ts';
import { counted } from '#services/model/numbers.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { OBJECT_ARGS, objectFilter } from '../../objects/object-filter.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Retry log objects that were given up, after the cause is fixed',
  args: {
    ...OBJECT_ARGS,
    all: { type: 'boolean', description: 'Everything that was given up' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'source'],
  variadic: true,
  examples: {
    'vedette objects redrive s3://example-logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/23/x.json.gz':
      'One object',
    'vedette objects redrive --account=111122223333': 'Objects of an account that now allows access',
    'vedette objects redrive --all': 'Everything',
  },
  async run({ args, lists, readConfig, terminal }) {
    const names = args._.length === 0 ? undefined : args._.map(keyOfName);
    const filter = { ...objectFilter(lists), ...(names && { names }) };
    if (Object.keys(filter).length === 0 && args.all !== true)
      throw new UsageError('Say what to read again: names of objects, --account=ID, --source=NAME, or --all.');
    const { databaseUrl } = await readConfig();
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(databaseUrl), (opened) => opened.close());
    const redriven = await redriveLogObjects(db, EVERYTHING, filter, new Date());
    terminal.talk(
      redriven === 0
        ? 'Nothing in this selection was given up.'
        : `${counted(redriven, 'object')} will be read again by the running service within a minute.`,
    );
  },
});
