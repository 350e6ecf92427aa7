// The latency of the API with a million findings: pages, counts and facets over HTTP, each requested many times; and
// its throughput in pages a second, compared with node:http and the same rows in memory. A question that was asked
// before may be answered from memory: latencies are of questions that nobody asked before.
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { started } from './api-child.ts';
import { startPostgres } from '../test/postgres.ts';
import { gated, type BenchRow } from './row.ts';

const ROWS = Number(process.env['BENCH_FINDINGS'] ?? 1_000_000);
/** A folder in which the filled databases stay for later runs; without it, each run fills its own. */
const KEPT = process.env['BENCH_KEPT'];
const TIMES = 60;
const AT_ONCE = 8;
const RATE_MS = 5000;
/** Warm-up: a service runs for months, so compiled code is measured, not the compilation. */
const WARMED_MS = 4000;
/** Once more before each question, whose rows may have left the caches. */
const WARMED_AGAIN_MS = 1000;

const PAGE = `nodes { id type severity severityLabel accountId region title description updatedAt
  service { count archived eventFirstSeen eventLastSeen } resource { resourceId } }`;
const ACCOUNT = '100000000042';

interface Asked {
  readonly name: string;
  readonly query: string;
  /** Limit in ms for the median, on PostgreSQL and embedded; absent: reported without a limit. */
  readonly within?: readonly [server: number, embedded: number];
}

/** Limits for the parts of a page of statistics. */
const COUNTED = [150, 450] as const;

const QUERIES: readonly Asked[] = [
  { name: 'page of 50, newest', query: `{ findings(first: 50) { ${PAGE} } }`, within: [5, 15] },
  {
    name: 'page of 50, most severe',
    query: `{ findings(first: 50, orderBy: { by: SEVERITY }) { ${PAGE} } }`,
    within: [5, 15],
  },
  {
    name: 'page of 50, of an account and a type',
    query: `{ findings(first: 50, filter: { accountIds: ["${ACCOUNT}"], types: ["Recon:EC2/Bench2"] }) { ${PAGE} } }`,
    within: [5, 15],
  },
  {
    name: 'page of 50, active ones of High and above',
    query: `{ findings(first: 50, filter: { archived: false, severities: [HIGH, CRITICAL] }) { ${PAGE} } }`,
    within: [5, 15],
  },
  {
    name: 'page of 50, of words',
    query: `{ findings(first: 50, filter: { text: "i 1042" }) { ${PAGE} } }`,
    within: [5, 15],
  },
  {
    name: 'page of 50, of a resource or not of the usual types',
    query: `{ findings(first: 50, filter: { or: [{ resourceIds: ["i-77"] }, { not: { types: ["Recon:EC2/Bench1", "Recon:EC2/Bench2"] } }] }) { ${PAGE} } }`,
    within: [5, 15],
  },
  { name: 'changes, 100', query: '{ changes(first: 100) { nodes { id } endCursor } }', within: [15, 45] },
  { name: 'how many in all', query: '{ findings(first: 1) { totalCount } }', within: COUNTED },
  {
    name: 'how many of an account',
    query: `{ findings(first: 1, filter: { accountIds: ["${ACCOUNT}"] }) { totalCount } }`,
  },
  {
    name: 'facets, plain',
    query: '{ statistics { bySeverity { severity count } byType { key count } } }',
    within: COUNTED,
  },
  {
    name: 'facets of an account',
    query: `{ statistics(filter: { accountIds: ["${ACCOUNT}"] }) { bySeverity { severity count } facet(by: STATUS) { key count } } }`,
    within: COUNTED,
  },
  {
    name: 'facets of active ones of High and above',
    query:
      '{ statistics(filter: { archived: false, severities: [HIGH, CRITICAL] }) { facet(by: TYPE) { key count } } }',
    within: COUNTED,
  },
  { name: 'over time', query: '{ statistics { overTime { from severity count } } }', within: COUNTED },
];

export async function run(): Promise<readonly BenchRow[]> {
  const postgres = await startPostgres([], KEPT && join(KEPT, 'postgres'));
  const rows: BenchRow[] = [];
  if (postgres !== undefined) {
    await filled(postgres.url);
    rows.push(...(await measured('PostgreSQL', 0, ['api', postgres.url])));
    rows.push(...(await rates(postgres.url)));
    await postgres.stop();
  }
  rows.push(
    ...(await measured('PGlite', 1, ['api', `pglite:${KEPT ? join(KEPT, 'pglite') : 'memory'}`, String(ROWS)])),
  );
  return rows;
}

async function filled(url: string): Promise<void> {
  await started(['fill', url, String(ROWS)]).ended;
}

async function measured(where: string, column: 0 | 1, args: readonly string[]): Promise<BenchRow[]> {
  await using server = await listening(args);
  const rows: BenchRow[] = [];
  const warm = async (query: string, ms: number): Promise<void> => {
    const until = performance.now() + ms;
    while (performance.now() < until) await server.askAnew(query);
  };
  // All of them first: what one question warms up, others use.
  for (const { query } of QUERIES) await warm(query, WARMED_MS);
  for (const { name, query, within } of QUERIES) {
    await warm(query, WARMED_AGAIN_MS);
    const times: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      const startedAt = performance.now();
      await server.askAnew(query);
      times.push(performance.now() - startedAt);
      // Slow requests are repeated less often.
      if (times.reduce((sum, ms) => sum + ms, 0) > 10_000) break;
    }
    const sorted = times.toSorted((a, b) => a - b);
    const half = sorted[sorted.length >> 1] ?? 0;
    const worst = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
    const limit = within?.[column] ?? Number.POSITIVE_INFINITY;
    rows.push(gated(`${where}, ${ROWS} findings: ${name}, ms (p99 ${worst.toFixed(1)})`, half, limit, 1));
  }
  const scans = await server.scans();
  const name = `${where}: times that the findings were read one by one`;
  rows.push({ name, ours: scans, reference: 0, ratio: scans, gate: '<= 0', ok: scans === 0 });
  return rows;
}

/** A request that reads nothing: what HTTP, authentication and GraphQL itself take. */
const NOTHING = '{ __typename }';

/**
 * Pages of 50 findings a second, over as many connections: the same page again and again, and pages that nobody asked
 * for before. Beside them requests that read nothing: the rest of the time goes into reading and executing.
 */
async function rates(url: string): Promise<readonly BenchRow[]> {
  const page = QUERIES[0]?.query ?? '';
  const bare = await rateOf(['bare', url], ({ ask }) => ask(page));
  const again = await rateOf(['api', url], ({ ask }) => ask(page));
  const anew = await rateOf(['api', url], ({ askAnew }) => askAnew(page));
  const nothing = await rateOf(['api', url], ({ askAnew }) => askAnew(NOTHING));
  const row = (name: string, ours: number, least: number): BenchRow => {
    const ratio = ours / bare;
    return { name, ours, reference: bare, ratio, gate: `>= ${least}`, ok: ratio >= least };
  };
  return [
    row('the same page of 50, times a second / node:http with JSON.stringify of the same rows', again, 0.5),
    row('pages of 50 that nobody asked for before, a second / the same', anew, 0),
    row('requests that read nothing, a second / the same', nothing, 0),
  ];
}

type Listening = Awaited<ReturnType<typeof listening>>;

async function rateOf(args: readonly string[], ask: (server: Listening) => Promise<void>): Promise<number> {
  await using server = await listening(args);
  const answersIn = async (ms: number): Promise<number> => {
    const end = performance.now() + ms;
    let answers = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (performance.now() < end) {
          await ask(server);
          answers++;
        }
      }),
    );
    return answers;
  };
  await answersIn(WARMED_MS);
  return ((await answersIn(RATE_MS)) * 1000) / RATE_MS;
}

async function listening(args: readonly string[]) {
  const child = started(args);
  const port = await child.port();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let asked = 0;
  const ask = async (query: string, variables: object = {}): Promise<void> => {
    const body = JSON.stringify({ query, variables });
    const answer = await new Promise<string>((done, failed) => {
      const sent = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(Buffer.concat(chunks).toString()));
        },
      );
      sent.on('error', failed);
      sent.end(body);
    });
    if (answer.includes('"errors"')) throw new Error(`${query}: ${answer.slice(0, 300)}`);
  };
  return {
    ask,
    /** The same as a question of its own: with a variable that the document does not use. */
    askAnew: (query: string) => ask(query, { asked: asked++ }),
    /** Ends it, and returns how many sequential scans of the findings the database made. */
    scans: () => child.count(),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await child[Symbol.asyncDispose]();
    },
  };
}
