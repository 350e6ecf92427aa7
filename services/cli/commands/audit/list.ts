import { latestAudit } from '../../audit/audit-source.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { printRows } from '../../print-rows.ts';
import { wholeNumber } from '../../whole-number.ts';

export default command({
  summary: 'Show who changed what, when and from where, latest first',
  args: {
    subject: { type: 'string', description: 'Only entries about this finding, rule, token or view', valueHint: 'ID' },
    limit: { type: 'string', default: '50', description: 'At most so many' },
    json: { type: 'boolean', description: 'A JSON line for each, whole' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette audit list --limit=10': 'The last ten changes' },
  async run({ args, readConfig, terminal }) {
    const limit = wholeNumber('limit', args.limit);
    const rows = await latestAudit(args.url, await readConfig(), { subject: args.subject, limit });
    if (rows.length === 0 && args.subject !== undefined)
      terminal.talk(`The audit log has nothing about ${args.subject}.`);
    await printRows(
      rows,
      args.json,
      {
        head: ['place', 'at', 'who', 'from', 'what', 'subject'],
        cells: ({ place, at, entry }) => [
          String(place),
          at,
          entry.who,
          entry.from ?? '',
          entry.what,
          entry.subject ?? '',
        ],
      },
      terminal,
    );
  },
});
