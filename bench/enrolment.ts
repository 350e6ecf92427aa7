import { openDatabase } from '#db/client.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import { carryOut, survey } from '#services/workers/enrol/enrol.ts';
import { startPostgres } from '../test/postgres.ts';
import { Switchboard } from '../test/world/switchboard.ts';
import { gated, type BenchRow } from './row.ts';

const ACCOUNTS = Number(process.env['BENCH_ACCOUNTS'] ?? 500);
const REGIONS = Array.from({ length: 17 }, (_, n) => (n === 0 ? 'us-east-1' : `eu-west-${n}`));
/** Typical latency of a call to AWS, in ms. */
const LATENCY_MS = 25;
const WANTED: EnrolmentSettings = {
  autoEnable: {
    cloudtrail: 'ALL',
    'vpc-flow': 'ALL',
    'dns-query': 'ALL',
    'eks-audit': 'ALL',
    'security-hub': 'ALL',
  },
  bucket: 'example-logs',
  role: 'VedetteEnrolment',
};

/** Limits in seconds: for the first run over the organization, and for one after a few accounts changed. */
const FIRST_S = 600;
const AGAIN_S = 60;
const WASTED_MAX = 0.01;

/**
 * Enrols an organization, and again after some accounts joined, were suspended or removed their role. AWS is simulated
 * in this process (an emulator would take longer than what is measured), but the SDK builds and parses every request.
 */
export async function run(): Promise<readonly BenchRow[]> {
  const server = await startPostgres();
  const database = await openDatabase(server?.url ?? 'pglite:memory');
  const board = new Switchboard(REGIONS, LATENCY_MS);
  const join = (n: number) =>
    board.accounts.set(String(200_000_000_000 + n), { status: 'ACTIVE', hasRole: n % 50 !== 7 });
  for (let n = 0; n < ACCOUNTS; n++) join(n);
  const world = { database, now: () => new Date() };
  const rows: BenchRow[] = [];
  const round = async (name: string, secondsMax: number) => {
    board.begin();
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    const aws = board.open('VedetteMember');
    const found = await survey(world, aws, { enrolment: WANTED, roles: true });
    const done = await carryOut(world, aws, WANTED, found, found.plan.tasks, { actAs: (_, role) => board.open(role) });
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const states = Map.groupBy(found.plan.members, ({ state }) => state);
    const told = [...states].map(([state, its]) => `${its.length} ${state}`).join(', ');
    const refused = done.filter(({ outcome }) => outcome.outcome === 'refused').length;
    process.stderr.write(
      `${name}: looked at ${found.looked} of ${board.accounts.size} accounts; ${done.length} tasks, ${refused} refused; ${told}; ${board.calls} calls, ${board.wasted} wasted; ${seconds.toFixed(1)} s, CPU ${((user + system) / 1e6).toFixed(1)} s\n`,
    );
    rows.push(gated(`${name}: seconds against those allowed`, seconds, secondsMax, 1));
    rows.push(gated(`${name}: wasted calls of all`, board.wasted, board.calls, WASTED_MAX));
  };
  await round(`${ACCOUNTS} accounts, ${REGIONS.length} Regions`, FIRST_S);
  for (let n = 0; n < 20; n++) join(ACCOUNTS + n);
  const [...members] = board.accounts.values();
  for (const account of members.filter(({ hasRole }) => hasRole).slice(0, 5)) account.status = 'SUSPENDED';
  for (const account of members.filter(({ hasRole, status }) => hasRole && status === 'ACTIVE').slice(0, 3))
    account.hasRole = false;
  await round('20 joined, 5 suspended, 3 without their role', AGAIN_S);
  await round('again, nothing changed', AGAIN_S);
  await database.close();
  await server?.stop();
  return rows;
}
