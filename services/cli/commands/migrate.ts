import { openDatabase } from '#db/client.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { databaseName } from '#db/database-name.ts';

export default command({
  summary: 'Update the database tables',
  args: { ...CONFIG, ...QUIET },
  examples: {
    'DATABASE_URL=postgres://… vedette migrate': 'Before you roll out a new version; every other command does it too',
  },
  async run({ readConfig, terminal }) {
    const config = await readConfig();
    const database = await openDatabase(config.databaseUrl);
    await database.close();
    terminal.talk(`${databaseName(config.databaseUrl)} is up to date.`);
  },
});
