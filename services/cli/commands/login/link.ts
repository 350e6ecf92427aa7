import { openDatabase } from '#db/client.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { newLink } from '../../access/first-administrator.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Make a link that lets whoever opens it first in as an administrator',
  args: { ...CONFIG, ...QUIET },
  examples: {
    'vedette login link':
      'Good once and for an hour; for the first administrator, and for whoever locked themselves out',
  },
  async run({ readConfig, terminal }) {
    const { databaseUrl, publicUrl } = await readConfig();
    if (publicUrl === undefined)
      throw new UsageError('Nobody logs in without an address: set publicUrl, where people reach the API.');
    const { db, close } = await openDatabase(databaseUrl);
    try {
      terminal.out(await newLink(db, publicUrl));
    } finally {
      await close();
    }
  },
});
