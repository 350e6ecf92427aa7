import { openDatabase } from '#db/client.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { newLink } from '../../access/first-administrator.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Create a one-time link that signs in as an administrator',
  args: { ...CONFIG, ...QUIET },
  examples: {
    'vedette login link': 'Works once, within an hour; for the first administrator, or when you are locked out',
  },
  async run({ readConfig, terminal }) {
    const { databaseUrl, publicUrl } = await readConfig();
    if (publicUrl === undefined)
      throw new UsageError('Login needs an address: set publicUrl to the address where people reach the API.');
    const { db, close } = await openDatabase(databaseUrl);
    try {
      terminal.out(await newLink(db, publicUrl));
    } finally {
      await close();
    }
  },
});
