import { openDatabase } from '#db/client.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { databaseName } from '#db/database-name.ts';

export default command({
  summary: 'Bring the tables of the database up to date',
  args: { ...CONFIG, ...QUIET },
  examples: {
    'DATABASE_URL=postgres://… vedette migrate': 'Before a new version is rolled out; every other command does it too',
  },
  async run({ readConfig, terminal }) {
    const config = await readConfig();
    const database = await openDatabase(config.databaseUrl);
    await database.close();
    terminal.talk(`${databaseName(config.databaseUrl)} is up to date.`);
  },
});
