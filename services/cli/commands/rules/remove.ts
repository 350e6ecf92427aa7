import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { openRules } from '../../rules/rule-source.ts';

export default command({
  summary: 'Remove a rule; the findings it hid become visible',
  args: {
    id: { type: 'positional', required: true, description: 'The id, from rules list' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette rules remove 5b0c4d6e-1f2a-4b3c-8d9e-0a1b2c3d4e5f': 'One' },
  async run({ args, readConfig, terminal }) {
    await using source = await openRules(args.url, await readConfig());
    const errors = await source.remove(args.id);
    for (const error of errors) terminal.complain(error);
    if (errors.length > 0) return EXIT.error;
    terminal.talk('The rule was removed.');
    return EXIT.fine;
  },
});
