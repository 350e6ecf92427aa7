import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Json } from '../../line.ts';
import { planLines } from '../../org/plan-lines.ts';
import { NARROWING, surveyOf } from '../../org/surveyed.ts';

export default command({
  summary: 'Show what to switch on in which accounts, what it costs, and the obstacles',
  args: {
    ...NARROWING,
    format: { type: 'enum', options: ['table', 'json'], default: 'table', description: 'A table, or JSON lines' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'feature'],
  examples: {
    'vedette org plan': 'Looks at what has changed since the last time; switches nothing on',
    'vedette org plan --feature=vpc-flow --fresh': 'Which VPCs have no flow logs, asked of every account',
    'vedette org plan --format=json | jq .':
      'Members, tasks and obstacles, one object per line. Exits with 3 if tasks remain',
  },
  async run({ args, lists, readConfig, terminal }) {
    await using surveyed = await surveyOf(await readConfig(), lists, args.fresh === true, terminal);
    const { plan, tasks, looked } = surveyed;
    const lines =
      args.format === 'json'
        ? [
            ...plan.members.map((member) => new Json({ kind: 'member', ...member })),
            ...tasks.map((task) => new Json({ kind: 'task', ...task })),
            ...plan.obstacles.map((obstacle) => new Json({ kind: 'obstacle', ...obstacle })),
          ]
        : planLines(plan, tasks, terminal.columns);
    await terminal.outAll(lines);
    terminal.talk(`Looked at ${looked} of ${plan.members.length} accounts; the others have not changed.`);
    return tasks.length + plan.obstacles.length > 0 ? EXIT.findings : EXIT.fine;
  },
});
