import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { Json } from '../../line.ts';
import { withListedRanges } from '../../rules/listed-ranges.ts';
import { previewLines } from '../../rules/preview-lines.ts';
import { draftOf, RULE_ARGS, RULE_REPEATABLE } from '../../rules/rule-args.ts';
import { openRules } from '../../rules/rule-source.ts';

export default command({
  summary: 'Show what a rule would do to stored findings and to simulated attacks',
  args: {
    when: RULE_ARGS.when,
    rate: RULE_ARGS.rate,
    json: { type: 'boolean', description: 'Print one JSON line' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...RULE_REPEATABLE],
  examples: {
    'vedette rules preview --when=type=Recon:EC2/Portscan --when="remoteAddress in 203.0.113.0/28"': 'Our own scanner',
  },
  async run({ args, lists, readConfig, terminal }) {
    const unsaid = { name: 'preview', owner: 'nobody', because: 'preview', endless: 'preview' };
    const draft = draftOf({ ...args, ...unsaid }, await withListedRanges(lists.when), new Date());
    await using source = await openRules(args.url, await readConfig());
    const { preview, errors } = await source.preview(draft);
    for (const error of errors) terminal.complain(error);
    if (preview === undefined) return EXIT.error;
    if (args.json) terminal.out(new Json(preview));
    else for (const line of previewLines(preview, draft.effect.kind === 'suppress')) terminal.out(line);
    return EXIT.fine;
  },
});
