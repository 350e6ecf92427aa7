import process from 'node:process';
import { openDatabase } from '#db/client.ts';
import { readConfig } from '../../config.ts';
import { command, QUIET } from '../command.ts';
import { databaseName } from '../database-name.ts';

export default command({
  summary: 'Bring the tables of the database up to date',
  args: { ...QUIET },
  examples: {
    'DATABASE_URL=postgres://… vedette migrate': 'Before a new version is rolled out; every other command does it too',
  },
  async run({ terminal }) {
    const config = readConfig(process.env);
    const database = await openDatabase(config.databaseUrl);
    await database.close();
    terminal.talk(`${databaseName(config.databaseUrl)} is up to date.`);
  },
});
