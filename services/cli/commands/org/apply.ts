import { counted, number } from '#services/model/numbers.ts';
import { totalOf } from '#services/organization/enrolment/price.ts';
import { carryOut, type DoneTask } from '#services/workers/enrol/enrol.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Json, type Line } from '../../line.ts';
import { dollars } from '../../org/plan-lines.ts';
import { NARROWING, surveyOf } from '../../org/surveyed.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Switch on what vedette org plan shows, as the enrolment role; it may be stopped and started again',
  args: {
    ...NARROWING,
    yes: { type: 'boolean', description: 'Do it: it costs what the plan says' },
    json: { type: 'boolean', description: 'A JSON object a task' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'feature'],
  examples: {
    'vedette org apply --yes': 'Everything that is left, and what became of it',
    'vedette org apply --account=111122223333 --yes': 'One account to begin with',
  },
  async run({ args, lists, readConfig, terminal }) {
    await using surveyed = await surveyOf(await readConfig(), lists, args.fresh === true, terminal);
    const { aws, database, enrolment, tasks } = surveyed;
    if (tasks.length === 0) {
      terminal.talk('Nothing is left to be switched on.');
      return EXIT.fine;
    }
    if (enrolment.role === undefined)
      throw new UsageError(
        'Nothing can be switched on: deploy infra/enrolment-role.yaml and say enrolment.role in vedette.yaml.',
      );
    if (args.yes !== true)
      throw new UsageError(
        `This is ${counted(tasks.length, 'task')}, about $${dollars(totalOf(tasks.map(({ price }) => price)))} a month: look at it with vedette org plan, and say --yes.`,
      );
    let done = 0;
    const world = { database, now: () => new Date() };
    const results = await carryOut(world, aws, enrolment, surveyed, tasks, {
      told(result) {
        done++;
        terminal.out(args.json === true ? new Json({ ...result.outcome, task: result.task }) : lineOf(result));
        terminal.progress(() => `${number(done)} of ${counted(tasks.length, 'task')}`);
      },
    });
    const refused = results.filter(({ outcome }) => outcome.outcome === 'refused').length;
    terminal.talk(`${counted(results.length - refused, 'task')} done, ${number(refused)} refused.`);
    return refused > 0 ? EXIT.error : EXIT.fine;
  },
});

function lineOf({ task: { id }, outcome: { outcome, detail } }: DoneTask): Line {
  return `${outcome}: ${id}: ${detail}`;
}
