import { latestAudit } from '../../audit/audit-source.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { Json } from '../../line.ts';
import { table } from '../../table.ts';
import { wholeNumber } from '../../whole-number.ts';

export default command({
  summary: 'Show who changed what, when and from where, latest first',
  args: {
    subject: { type: 'string', description: 'Of this finding, rule, token or view alone', valueHint: 'ID' },
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
    if (args.json) for (const row of rows) terminal.out(new Json(row));
    else
      for (const line of table(
        ['place', 'at', 'who', 'from', 'what', 'subject'],
        rows.map(({ place, at, entry }) => [
          String(place),
          at,
          entry.who,
          entry.from ?? '',
          entry.what,
          entry.subject ?? '',
        ]),
        { columns: terminal.columns },
      ))
        terminal.out(line);
  },
});
