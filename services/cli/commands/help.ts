import { command } from '../command.ts';
import { findCommand, groupOf } from '../find-command.ts';
import { groupOverview, overview, usage } from '../help.ts';

export default command({
  summary: 'List all commands or those of a group, or show the options and examples of one',
  args: { command: { type: 'positional', required: false, description: 'The name of a command or a group' } },
  variadic: true,
  examples: {
    'vedette help findings': 'All commands that begin with findings',
    'vedette help findings list': 'The same as vedette findings list --help',
  },
  async run({ args, terminal }) {
    const [first] = args._;
    if (first === undefined) return terminal.outAll(overview());
    const group = groupOf(first);
    if (args._.length === 1 && group.length > 0) return terminal.outAll(groupOverview(first, group));
    const { entry } = findCommand(args._);
    const { default: found } = await entry.load();
    return terminal.outAll(await usage(entry, found));
  },
});
