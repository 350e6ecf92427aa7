import { openDatabase } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { Json } from '../../line.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Show who changed what, when and from where, latest first',
  args: {
    subject: { type: 'string', description: 'Only this finding, rule or token', valueHint: 'ID' },
    limit: { type: 'string', default: '50', description: 'Maximum number to show' },
    json: { type: 'boolean', description: 'Print one complete JSON line per entry' },
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette audit list --limit=10': 'The last ten changes' },
  async run({ args, readConfig, terminal }) {
    const limit = Number(args.limit);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError(`--limit must be a whole number from 1, not "${args.limit}".`);
    const { databaseUrl } = await readConfig();
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(databaseUrl), (opened) => opened.close());
    const rows = await auditPage(db, EVERYTHING, { subject: args.subject, limit });
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
