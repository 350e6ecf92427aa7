import { mistakeInView } from '#services/model/view.ts';
import { loadDetectors } from '../../../detectors.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { FILTER_ARGS, FILTER_REPEATABLE, filterOf } from '../../findings/filter-args.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { UsageError } from '../../usage-error.ts';
import { openViews } from '../../views/view-source.ts';

export default command({
  summary: 'Save a filter of findings under a name',
  args: {
    name: { type: 'positional', required: true, description: 'The name of the view' },
    shared: { type: 'boolean', description: 'Share it with everybody who has at least your access' },
    ...FILTER_ARGS,
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...FILTER_REPEATABLE],
  examples: {
    'vedette views save "Nobody\'s" --severity=High --filter=\'{"assigned":false}\'':
      'Unassigned High findings, for findings list --view',
  },
  async run({ args, lists, readConfig, terminal }) {
    const types = (await loadDetectors()).map(({ type }) => type);
    const filter = filterOf(args, lists, types, Date.now());
    const draft = { name: args.name, filter, columns: [], shared: args.shared === true };
    const mistake = mistakeInView(draft);
    if (mistake !== undefined) throw new UsageError(mistake);
    await using source = await openViews(args.url, await readConfig());
    const { id, errors } = await source.save(draft);
    for (const error of errors) terminal.complain(error);
    if (id === undefined) return EXIT.error;
    terminal.out(id);
    return EXIT.fine;
  },
});
