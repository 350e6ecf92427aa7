import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { openDatabase, type Database } from '#db/client.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { Failure, isFailure } from '#services/model/failure.ts';
import { number } from '#services/model/numbers.ts';
import { reasonOf, sentenceOf } from '#services/model/sentence.ts';
import type { Config } from '../../config.ts';
import { databaseName, isServer } from '#db/database-name.ts';
import { localAddress } from './access.ts';
import { broken, fine, look, type Check, type Verdict } from './check.ts';
import { behaviour } from './behaviour.ts';
import { ledger } from './ledger.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/**
 * The database answers, its tables are up to date, and its disk has room. The verdicts about the ledger follow.
 */
export const database: Check = {
  name: 'database',
  async run({ config, database: opened }) {
    if (opened !== undefined) return judged(config, opened);
    try {
      const own = await openDatabase(config.databaseUrl);
      return await judged(config, own).finally(() => own.close());
    } catch (cause) {
      return [await refused(config, cause)];
    }
  },
};

async function judged(config: Config, { db }: Database): Promise<readonly Verdict[]> {
  const findings = await countFindings(db, EVERYTHING, { archived: false });
  const name = databaseName(config.databaseUrl);
  return [
    fine(`${name}: up to date, ${number(findings)} active findings.`),
    ...(await room(config)),
    ...(await ledger(db)),
    ...(await behaviour(db, config.alertsPerAccountWeek)),
  ];
}

/**
 * Only one process can open the embedded database: while the service has it open, the service is asked for its state.
 */
async function refused(config: Config, cause: unknown): Promise<Verdict> {
  const sentence = sentenceOf(cause);
  if (!isFailure(cause, 'in-use'))
    return broken(cause instanceof Failure ? sentence : `${databaseName(config.databaseUrl)}: ${sentence}`);
  const url = `${localAddress(config.host, config.port)}/readyz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (answer.ok) return fine(`${databaseName(config.databaseUrl)}: in use by the service at ${url}, which is ready.`);
    const { why } = UNREADY.catch({ why: [] }).parse(await answer.json().catch(() => undefined));
    return broken(
      `The service at ${url} uses the database and answers ${answer.status}: ${why.join(' ') || 'see its log.'}`,
    );
  } catch (error) {
    return broken(`${sentence} The service did not answer at ${url} (${reasonOf(error)}): does it use another port?`);
  }
}

const UNREADY = z.object({ why: z.array(z.string()) });

/** With less, the disk may be full within an hour. */
const BYTES_MIN = 200 * 2 ** 20;
const BYTES_FEW = 2 * 2 ** 30;

/** The embedded database stops when the disk is full; a server has a disk of its own. */
async function room({ databaseUrl, dataDir }: Config): Promise<readonly Verdict[]> {
  if (isServer(databaseUrl)) return [];
  const { bavail, bsize } = await statfs(dataDir);
  return [roomVerdict(bavail * bsize, dataDir)];
}

/** @param free bytes of the disk that the folder lies on */
export function roomVerdict(free: number, dataDir: string): Verdict {
  const said = `${number(Math.floor(free / 2 ** 20))} MB are free in ${dataDir}`;
  if (free < BYTES_MIN) return broken(`${said}: free some space, or set databaseUrl to a PostgreSQL server.`);
  return free < BYTES_FEW ? look(`${said}: free some space soon.`) : fine(`${said}.`);
}
