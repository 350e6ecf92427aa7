import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { withListedRanges } from '../../rules/listed-ranges.ts';
import { previewLines } from '../../rules/preview-lines.ts';
import { draftOf, RULE_ARGS, RULE_REPEATABLE } from '../../rules/rule-args.ts';
import { openRules } from '../../rules/rule-source.ts';

export default command({
  summary: 'Put what matches out of sight, or rate it: refused where a simulated attack would go unseen',
  args: {
    ...RULE_ARGS,
    force: { type: 'boolean', description: 'Also where simulated attacks would go unseen: the audit log says which' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...RULE_REPEATABLE],
  examples: {
    'vedette rules create --name=scanner --owner=net-team --because="Our scanner" --expires=2026-12-31 --when=type=Recon:EC2/Portscan --when="remoteAddress in 203.0.113.0/28"':
      'What the scanner does is kept, and out of sight',
    'vedette rules create --name=sandbox --owner=alice --because="Nothing of value" --endless="It is one" --when=organizationalUnit=ou-ab12-cd34ef56 --rate=Low':
      'What happens in a unit is low',
    'vedette rules create --name=offices --owner=net-team --because="Our offices" --expires=2026-12-31 --when="remoteAddress in @offices.csv"':
      'A trusted list: what has nobody but these addresses at its other end',
  },
  async run({ args, lists, readConfig, terminal }) {
    const draft = draftOf(args, await withListedRanges(lists['when'] ?? []), new Date());
    await using source = await openRules(args.url, await readConfig());
    const { id, preview, errors } = await source.make(draft, args.force === true);
    for (const line of preview ? previewLines(preview, draft.effect.kind === 'suppress') : []) terminal.talk(line);
    for (const error of errors) terminal.complain(error);
    if (id === undefined) return EXIT.error;
    terminal.out(id);
    return EXIT.fine;
  },
});
