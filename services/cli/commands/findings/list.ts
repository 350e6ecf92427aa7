import { loadDetectors } from '../../../detectors.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { FILTER_ARGS, FILTER_REPEATABLE, filterOf } from '../../findings/filter-args.ts';
import { openFindings, SOURCE_ARG } from '../../findings/finding-source.ts';
import { OUTPUT_FORMATS, printFindings } from '../../output-format.ts';
import { number } from '#services/model/numbers.ts';
import { viewFilter } from '../../views/view-source.ts';
import { wholeNumber } from '../../whole-number.ts';

export default command({
  summary: 'List stored findings, most recently updated first',
  args: {
    ...FILTER_ARGS,
    view: {
      type: 'string',
      description: 'Only findings in this view, by name or id (views list)',
      valueHint: 'NAME',
    },
    limit: { type: 'string', default: '50', description: 'Maximum number to show' },
    format: { type: 'enum', options: [...OUTPUT_FORMATS], default: 'table', description: 'A table, or JSON lines' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: [...FILTER_REPEATABLE],
  examples: {
    'vedette findings list --severity=High --severity=Critical --since=24h': 'Severe findings of the last day',
    'vedette findings list --account=111122223333 --format=asff': 'In the format of Security Hub, one per line',
    'vedette findings list --url=http://127.0.0.1:4000/graphql': 'From the service running on this machine',
  },
  async run({ args, lists, readConfig, terminal }) {
    const [config, detectors] = await Promise.all([readConfig(), loadDetectors()]);
    const types = detectors.map(({ type }) => type);
    const { and: all = [], ...narrowing } = filterOf(args, lists, types, Date.now());
    const viewed = args.view === undefined ? [] : [await viewFilter(args.view, args.url, config)];
    const filter = { ...narrowing, and: [...all, ...viewed] };
    const limit = wholeNumber('limit', args.limit);
    await using source = await openFindings(args.url, config);
    const findings = await source.list(filter, limit);
    await printFindings(findings, args.format, detectors, terminal, true);
    if (findings.length === 0) terminal.talk('No stored findings match.');
    if (findings.length === limit) terminal.talk(`Showing the first ${number(limit)}; --limit=N shows more.`);
  },
});
