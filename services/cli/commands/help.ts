import { command } from '../command.ts';
import { findCommand } from '../find-command.ts';
import { overview, usage } from '../help.ts';

export default command({
  summary: 'Every command, or the options and examples of one',
  args: { command: { type: 'positional', required: false, description: 'The words of a command' } },
  variadic: true,
  examples: { 'vedette help findings list': 'The same as vedette findings list --help' },
  async run({ args, terminal }) {
    if (args._.length === 0) return terminal.outAll(overview());
    const { entry } = findCommand(args._);
    const { default: found } = await entry.load();
    return terminal.outAll(await usage(entry, found));
  },
});
