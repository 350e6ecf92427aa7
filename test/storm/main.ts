import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres.ts';
import { storm } from './storm.ts';

/**
 * `npm run storm -- [--findings N] [--accounts N] [--workers N] [--kills N] [--seed S]`: prints what happened, and
 * exits with 1 unless every finding is there exactly once, in its last state.
 */
const { values } = parseArgs({
  options: {
    findings: { type: 'string', default: '100000' },
    accounts: { type: 'string', default: '50' },
    workers: { type: 'string', default: '2' },
    kills: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const options = {
  findings: Number(values.findings),
  accounts: Number(values.accounts),
  workers: Number(values.workers),
  kills: Number(values.kills),
  seed: Number(values.seed),
};
if (Object.values(options).some((value) => !Number.isInteger(value) || value < 0)) {
  process.stderr.write('Each flag takes a whole number.\n');
  process.exit(2);
}
const server = await startPostgres();
if (server === undefined) throw new Error('There is no PostgreSQL for this platform.');
const report = await storm({ ...options, databaseUrl: server.url });
await server.stop();
process.stdout.write(`${JSON.stringify({ ...options, ...report }, undefined, 2)}\n`);
process.exitCode = report.wrong.length === 0 && report.imported === options.findings ? 0 : 1;
