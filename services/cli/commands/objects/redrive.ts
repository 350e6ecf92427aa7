import { keyOfName } from '#services/model/log-object.ts';
import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { OBJECT_ARGS, objectFilter } from '../../objects/object-filter.ts';
import { openObjects } from '../../objects/object-source.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Retry log objects that were given up, after the cause is fixed',
  args: {
    ...OBJECT_ARGS,
    all: { type: 'boolean', description: 'Everything that was given up' },
    ...SOURCE_ARG,
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
      throw new UsageError('Say what is to be read again: names of objects, --account=ID, --source=NAME, or --all.');
    await using source = await openObjects(args.url, await readConfig());
    for (const name of args._)
      if ((await source.list({ names: [keyOfName(name)] }, 1)).length === 0)
        throw new UsageError(`${name} is not in the ledger.`, 'vedette objects list shows what was given up.');
    const { redriven, errors } = await source.redrive(filter);
    for (const error of errors) terminal.complain(error);
    if (errors.length > 0) return EXIT.error;
    terminal.talk(
      redriven === 0
        ? 'Nothing in this selection was given up.'
        : `${counted(redriven, 'object')} will be read again by the running service within a minute.`,
    );
    return EXIT.fine;
  },
});
