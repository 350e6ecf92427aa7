import { openDatabase } from '#db/client.ts';
import { logObjectsPage } from '#db/queries/object-list.ts';
import { keyOfName } from '#services/model/log-object.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Json } from '../../line.ts';
import { objectLines } from '../../objects/object-lines.ts';

/** Maximum of objects shown for one key. A key has more than one when somebody replaced the object. */
const CONTENTS_MAX = 100;

export default command({
  summary: 'Show the state of one log object and its problems',
  args: {
    name: { type: 'positional', required: true, description: 'The name, as shown by objects list and findings show' },
    json: { type: 'boolean', description: 'Print one JSON object per version of the content' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette objects show s3://example-logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/23/x.json.gz':
      'Its state, its problems with their positions, and what to do',
  },
  async run({ args, readConfig, terminal }) {
    const { databaseUrl } = await readConfig();
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(databaseUrl), (opened) => opened.close());
    const names = [keyOfName(args.name)];
    const found = await logObjectsPage(db, EVERYTHING, { names }, { limit: CONTENTS_MAX });
    if (found.length === 0) {
      terminal.complain(
        `${args.name} is not in the ledger: it was never received, or its row is older than the retention period.`,
      );
      return EXIT.error;
    }
    for (const row of found) {
      if (args.json === true) terminal.out(new Json(row));
      else for (const line of objectLines(row)) terminal.out(line);
    }
    return EXIT.fine;
  },
});
