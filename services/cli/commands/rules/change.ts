import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { withListedRanges } from '../../rules/listed-ranges.ts';
import { draftOf, RULE_ARGS, RULE_REPEATABLE } from '../../rules/rule-args.ts';
import { openRules } from '../../rules/rule-source.ts';
import { printRuleAnswer } from '../../rules/print-rule-answer.ts';

export default command({
  summary: 'Change a rule: what no option sets stays as it is, and --when replaces all criteria',
  args: {
    id: { type: 'positional', required: true, description: 'As rules list shows it' },
    ...RULE_ARGS,
    force: {
      type: 'boolean',
      description: 'Change it even if it then hides simulated attacks; the audit log names them',
    },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...RULE_REPEATABLE],
  examples: {
    'vedette rules change 5b0c4d6e-1f2a-4b3c-8d9e-0a1b2c3d4e5f --expires=2027-06-30': 'It stays in force for longer',
    'vedette rules change 5b0c4d6e-1f2a-4b3c-8d9e-0a1b2c3d4e5f --when="remoteAddress in @offices.csv"':
      'A trusted list has other addresses',
  },
  async run({ args, lists, readConfig, terminal }) {
    const when = await withListedRanges(lists.when);
    await using source = await openRules(args.url, await readConfig());
    const kept = await source.find(args.id);
    if (kept === undefined) {
      terminal.complain(`There is no rule ${args.id}.`);
      return EXIT.error;
    }
    const draft = draftOf(args, when, new Date(), kept);
    return printRuleAnswer(terminal, await source.make(draft, args.force === true, args.id), draft);
  },
});
