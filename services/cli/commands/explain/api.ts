import { parseApiName } from '#services/behaviour/apis/api-name.ts';
import { apiRow } from '#services/behaviour/apis/api-table.ts';
import { ATTACK_RATES, ORDINARY_RATES, RATES_VERSION } from '#services/behaviour/apis/rates.ts';
import { command, QUIET } from '../../command.ts';
import { printRows } from '../../print-rows.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary:
    'Show how suspicious an API call is: what attackers use it for, how often they and ordinary users call it, and why',
  args: {
    name: { type: 'positional', required: true, description: `One or more calls, such as iam:CreateAccessKey` },
    json: { type: 'boolean', description: 'Print one JSON line per entry' },
    ...QUIET,
  },
  variadic: true,
  examples: {
    'vedette explain api iam:CreateAccessKey': 'One call, and the rule that rates it',
    'vedette explain api ec2:RunInstances "ec2:RunInstances[large]"': 'In brackets: a variant by its parameters',
  },
  async run({ args, terminal }) {
    const rows = args._.map((name) => ({ name, ...rowOf(name) }));
    terminal.talk(
      `These rates are expert estimates, version ${RATES_VERSION}. What is learned of your organization takes precedence.`,
    );
    await printRows(
      rows,
      args.json,
      {
        head: ['call', 'tactic', 'of attacks', 'of a person’s days', 'because'],
        cells: ({ name, tactic, attacks, ordinaryDays, because }) => [
          name,
          tactic ?? 'none',
          shareOf(attacks),
          shareOf(ordinaryDays),
          because,
        ],
      },
      terminal,
    );
  },
});

function rowOf(text: string) {
  const name = parseApiName(text);
  if (name === undefined)
    throw new UsageError(`"${text}" is not a call: write service and operation, as in iam:CreateAccessKey.`);
  const { tactic, attack, ordinary, because } = apiRow(name.service, name.operation, name.flavour);
  return { tactic, attacks: ATTACK_RATES[attack], ordinaryDays: ORDINARY_RATES[ordinary], because };
}

function shareOf(rate: number): string {
  return rate === 0 ? 'none' : `1 in ${Math.round(1 / rate)}`;
}
