import { forget, intelFolder, keptNames } from '#services/workers/adapters/kept-lists.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Forget a list that was added',
  args: {
    name: { type: 'positional', required: true, description: 'Its name, as vedette intel list shows it' },
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette intel remove incident-7': 'A running serve notices within a minute' },
  async run({ args, readConfig, terminal }) {
    const { dataDir } = await readConfig();
    const known = keptNames(dataDir, 'own');
    if (!known.includes(args.name))
      throw new UsageError(`No list that was added is called "${args.name}": there is ${known.join(', ') || 'none'}.`);
    forget(intelFolder(dataDir, 'own', args.name));
    terminal.talk(`${args.name} is not in force any more.`);
  },
});
