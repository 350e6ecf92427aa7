import { openDatabase } from '#db/client.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { orderDeliveries } from '#db/queries/order-deliveries.ts';
import { findingsPage, type FindingCursor } from '#db/queries/findings.ts';
import { counted } from '#services/model/numbers.ts';
import { readSettings } from '../../../sinks.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { sinkNamed } from '../../deliveries/sink-named.ts';
import { LOCAL } from '../../local.ts';
import { UsageError } from '../../usage-error.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const PAGE = 500;

export default command({
  summary: 'Send all stored findings to a sink, for one that is new or was switched off',
  args: {
    sink: { type: 'positional', required: true, description: 'The name of the sink, such as security-hub' },
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette deliveries backfill security-hub': 'The running service sends them at its usual pace' },
  async run({ args, readConfig, terminal }) {
    const config = await readConfig();
    const sink = await sinkNamed(args.sink, config);
    const { enabled, terms } = readSettings(sink);
    if (!enabled) throw new UsageError(`The sink ${sink.name} is switched off in ${config.file}: switch it on first.`);
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
    const about = { sink: sink.name };
    await db.transaction((tx) => appendAudit(tx, [{ ...LOCAL, what: 'deliveries.backfilled', about }], new Date()));
    let after: FindingCursor | undefined;
    let ordered = 0;
    for (;;) {
      const page = await findingsPage(
        db,
        EVERYTHING,
        {},
        { by: 'updatedAt', descending: false },
        { limit: PAGE, after },
      );
      if (page.length === 0) break;
      const orders = page.map(({ finding }) => ({
        sink: sink.name,
        terms,
        findingId: finding.id,
        partition: sink.definition.partition(finding),
      }));
      await orderDeliveries(db, orders, new Date());
      ordered += page.length;
      after = page.at(-1)?.cursor;
    }
    terminal.talk(
      `Queued ${counted(ordered, 'finding')} for ${sink.name}; findings it already has are not sent again.`,
    );
  },
});
