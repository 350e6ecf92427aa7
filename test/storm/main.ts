import { countOf, toolArgs } from '../../scripts/tool.ts';
import { startPostgres } from '../postgres.ts';
import { storm } from './storm.ts';

const USAGE = `Usage: npm run storm -- [--findings N] [--accounts N] [--workers N] [--kills N] [--seed N]
Prints what happened, and exits with 1 unless every finding is there exactly once, in its last state.
`;
const { values } = toolArgs(USAGE, {
  findings: { type: 'string', default: '100000' },
  accounts: { type: 'string', default: '50' },
  workers: { type: 'string', default: '2' },
  kills: { type: 'string', default: '3' },
  seed: { type: 'string', default: '1' },
});
const options = {
  findings: countOf(USAGE, 'findings', values.findings),
  accounts: countOf(USAGE, 'accounts', values.accounts),
  workers: countOf(USAGE, 'workers', values.workers),
  kills: countOf(USAGE, 'kills', values.kills, 0),
  seed: countOf(USAGE, 'seed', values.seed, 0),
};
const server = await startPostgres();
if (server === undefined) throw new Error('There is no PostgreSQL for this platform.');
const report = await storm({ ...options, databaseUrl: server.url });
await server.stop();
process.stdout.write(`${JSON.stringify({ ...options, ...report }, undefined, 2)}\n`);
process.exitCode = report.wrong.length === 0 && report.imported === options.findings ? 0 : 1;
