import { number } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { openRules } from '../../rules/rule-source.ts';
import { printRows } from '../../print-rows.ts';

export default command({
  summary: 'List rules that hide findings or change their severity, and how many each affects now',
  args: { json: { type: 'boolean', description: 'Print one JSON line per entry' }, ...SOURCE_ARG, ...CONFIG, ...QUIET },
  examples: { 'vedette rules list': 'Who hides what, why, and until when' },
  async run({ args, readConfig, terminal }) {
    await using source = await openRules(args.url, await readConfig());
    const rules = await source.list();
    if (rules.length === 0) terminal.talk('There are no rules.');
    await printRows(
      rules,
      args.json,
      {
        head: ['id', 'name', 'does', 'findings', 'owner', 'expires', 'because'],
        cells: ({ id, name, severity, findings, owner, expiresAt, inForce, because }) => [
          id,
          name,
          inForce ? (severity === null ? 'hides' : `sets ${severity}`) : 'expired',
          number(findings),
          owner,
          expiresAt?.slice(0, 10) ?? 'never',
          because,
        ],
      },
      terminal,
    );
  },
});
