import { appendAudit } from '#db/queries/audit.ts';
import { counted, number } from '#services/model/numbers.ts';
import { totalOf } from '#services/organization/enrolment/price.ts';
import { carryOut, type DoneTask } from '#services/workers/enrol/enrol.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Json, type Line } from '../../line.ts';
import { LOCAL } from '../../local.ts';
import { dollars } from '../../org/plan-lines.ts';
import { NARROWING, surveyOf } from '../../org/surveyed.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Carry out vedette org plan as the enrolment role; safe to stop and start again',
  args: {
    ...NARROWING,
    yes: { type: 'boolean', description: 'Confirm: it costs what the plan says' },
    json: { type: 'boolean', description: 'Print one JSON object per task' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'feature'],
  examples: {
    'vedette org apply --yes': 'All remaining tasks, with their results',
    'vedette org apply --account=111122223333 --yes': 'Only one account, to start with',
  },
  async run({ args, lists, readConfig, terminal }) {
    await using surveyed = await surveyOf(await readConfig(), lists, args.fresh === true, terminal);
    const { aws, database, enrolment, tasks } = surveyed;
    if (tasks.length === 0) {
      terminal.talk('Nothing is left to switch on.');
      return EXIT.fine;
    }
    if (enrolment.role === undefined)
      throw new UsageError(
        'Nothing can be switched on: deploy infra/enrolment-role.yaml and set enrolment.role in vedette.yaml.',
      );
    if (args.yes !== true)
      throw new UsageError(
        `This is ${counted(tasks.length, 'task')}, about $${dollars(totalOf(tasks.map(({ price }) => price)))} a month: review it with vedette org plan, then add --yes.`,
      );
    const about = { tasks: tasks.map(({ id }) => id) };
    await database.db.transaction((tx) =>
      appendAudit(tx, [{ ...LOCAL, what: 'enrolment.applied', about }], new Date()),
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
