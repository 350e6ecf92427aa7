import { parseApiName } from '#services/behaviour/apis/api-name.ts';
import { apiRow } from '#services/behaviour/apis/api-table.ts';
import { ATTACK_RATES, ORDINARY_RATES, RATES_VERSION } from '#services/behaviour/apis/rates.ts';
import { command, QUIET } from '../../command.ts';
import { Json } from '../../line.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary:
    'How telling a call is by itself: what attackers use it for, how often they do, how often people do, and why',
  args: {
    name: { type: 'positional', required: true, description: `Calls such as iam:CreateAccessKey; any number` },
    json: { type: 'boolean', description: 'A JSON line for each' },
    ...QUIET,
  },
  variadic: true,
  examples: {
    'vedette explain api iam:CreateAccessKey': 'The row of one call, and the rule that made it',
    'vedette explain api ec2:RunInstances "ec2:RunInstances[large]"': 'In brackets: what the parameters say',
  },
  async run({ args, terminal }) {
    const rows = args._.map((name) => ({ name, ...rowOf(name) }));
    terminal.talk(
      `Rates are judgement, version ${RATES_VERSION}: what is learned of an organization goes before them.`,
    );
    if (args.json) for (const row of rows) terminal.out(new Json(row));
    else
      for (const line of table(
        ['call', 'tactic', 'of attacks', 'of a person’s days', 'because'],
        rows.map(({ name, tactic, attacks, ordinaryDays, because }) => [
          name,
          tactic ?? 'none',
          shareOf(attacks),
          shareOf(ordinaryDays),
          because,
        ]),
        { columns: terminal.columns },
      ))
        terminal.out(line);
  },
});

function rowOf(text: string) {
  const name = parseApiName(text);
  if (name === undefined)
    throw new UsageError(`"${text}" is no call: write service and operation, as in iam:CreateAccessKey.`);
  const { tactic, attack, ordinary, because } = apiRow(name.service, name.operation, name.flavour);
  return { tactic, attacks: ATTACK_RATES[attack], ordinaryDays: ORDINARY_RATES[ordinary], because };
}

function shareOf(rate: number): string {
  return rate === 0 ? 'none' : `1 in ${Math.round(1 / rate)}`;
}
