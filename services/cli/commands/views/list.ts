import { filterJson } from '#services/model/finding-filter.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { printRows } from '../../print-rows.ts';
import { openViews } from '../../views/view-source.ts';

export default command({
  summary: 'List views of findings (named filters): yours and those that others share',
  args: { json: { type: 'boolean', description: 'Print one JSON line per entry' }, ...SOURCE_ARG, ...CONFIG, ...QUIET },
  examples: { 'vedette views list': 'Names and ids for findings list --view' },
  async run({ args, readConfig, terminal }) {
    await using source = await openViews(args.url, await readConfig());
    const views = (await source.list()).map((view) => ({ ...view, filter: filterJson(view.filter) }));
    if (views.length === 0) terminal.talk('There are no views.');
    await printRows(
      views,
      args.json,
      {
        head: ['id', 'name', 'owner', 'shared', 'filter'],
        cells: ({ id, name, owner, shared, filter }) => [
          id,
          name,
          owner,
          shared ? 'yes' : 'no',
          JSON.stringify(filter),
        ],
      },
      terminal,
    );
  },
});
