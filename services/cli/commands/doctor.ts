import { runChecks, worstOf } from '../checks.ts';
import { createSituation } from '../checks/situation.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Json, Painted } from '../line.ts';
import { openLists } from '../list-files.ts';
import { table } from '../table.ts';

const COLOURS = { fine: 'green', look: 'yellow', broken: 'red' } as const;

export default command({
  summary: 'Check the setup: try everything the service does, and say how to fix what does not work',
  args: { json: { type: 'boolean', description: 'Print one JSON line per check' }, ...CONFIG, ...QUIET },
  examples: { 'vedette doctor': 'Exits with 1 if something does not work' },
  async run({ args, readConfig, terminal }) {
    const config = await readConfig();
    await using situation = createSituation({ config, intel: await openLists(undefined, config) });
    const checked = await runChecks(situation);
    if (args.json) for (const each of checked) terminal.out(new Json(each));
    else
      for (const line of table(
        ['', 'what', 'result'],
        checked.map(({ what, state, detail }) => [new Painted(COLOURS[state], state), what, detail]),
      ))
        terminal.out(line);
    return worstOf(checked) === 'broken' ? EXIT.error : EXIT.fine;
  },
});
