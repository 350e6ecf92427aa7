import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { withListedRanges } from '../../rules/listed-ranges.ts';
import { draftOf, RULE_ARGS, RULE_REPEATABLE } from '../../rules/rule-args.ts';
import { openRules } from '../../rules/rule-source.ts';
import { printRuleAnswer } from '../../rules/print-rule-answer.ts';

export default command({
  summary:
    'Create a rule that hides matching findings or changes their severity; refused if it would hide a simulated attack',
  args: {
    ...RULE_ARGS,
    force: { type: 'boolean', description: 'Create it even if it hides simulated attacks; the audit log names them' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...RULE_REPEATABLE],
  examples: {
    'vedette rules create --name=scanner --owner=net-team --because="Our scanner" --expires=2026-12-31 --when=type=Recon:EC2/Portscan --when="remoteAddress in 203.0.113.0/28"':
      'Findings about the scanner are kept, but hidden',
    'vedette rules create --name=sandbox --owner=alice --because="Nothing of value" --endless="It is one" --when=organizationalUnit=ou-ab12-cd34ef56 --rate=Low':
      'Findings in a unit are Low',
    'vedette rules create --name=offices --owner=net-team --because="Our offices" --expires=2026-12-31 --when="remoteAddress in @offices.csv"':
      'A trusted list: findings whose remote addresses are all on it',
  },
  async run({ args, lists, readConfig, terminal }) {
    const draft = draftOf(args, await withListedRanges(lists.when), new Date());
    await using source = await openRules(args.url, await readConfig());
    return printRuleAnswer(terminal, await source.make(draft, args.force === true), draft);
  },
});
