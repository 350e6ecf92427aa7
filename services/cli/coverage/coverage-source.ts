import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { HOUR_STATES, type CoverageStream } from '#services/model/coverage-hour.ts';
import { hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { BASELINE_MS, CELLS_MAX, coverageHours } from '#services/organization/coverage-hours.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';

/** A coverage fact, as people are shown it. */
export interface FactLine {
  readonly accountId: string;
  readonly region: string | null;
  readonly source: string | null;
  readonly about: string;
  readonly state: 'covered' | 'gap';
  readonly reason: string;
  readonly detail: string;
  readonly since: Date;
}

/** Where it is known what was watched: the database, or a running service that has it. */
export interface CoverageSource extends AsyncDisposable {
  facts(): Promise<readonly FactLine[]>;
  /** Of the hours from `from` to before `to`, ms since the epoch. */
  hours(accountIds: readonly string[], from: number, to: number): Promise<readonly CoverageStream[]>;
}

/** @param url of a service's API; the database of the settings is opened when there is none */
export async function openCoverage(
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<CoverageSource> {
  return url === undefined ? fromDatabase(config.databaseUrl) : fromApi(url, config.apiToken);
}

async function fromDatabase(databaseUrl: string): Promise<CoverageSource> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    facts: () => allCoverage(db, EVERYTHING),
    async hours(accountIds, from, to) {
      const asked = { accountIds, from: new Date(from - BASELINE_MS), to: new Date(to) };
      return coverageHours(await hourCounts(db, EVERYTHING, asked), { from, to, now: Date.now() });
    },
    [Symbol.asyncDispose]: close,
  };
}

const MOMENT = z.iso.datetime().transform((text) => new Date(text));
const NAME = z.string().transform((text) => text.toLowerCase().replaceAll('_', '-'));

const FACTS = `{ coverage { accountId region source about state reason detail since } }`;
const FACTS_ANSWER = z.object({
  coverage: z.array(
    z.object({
      accountId: z.string(),
      region: z.string().nullable(),
      source: NAME.nullable(),
      about: NAME,
      state: NAME.pipe(z.enum(['covered', 'gap'])),
      reason: NAME,
      detail: z.string(),
      since: MOMENT,
    }),
  ),
});

const HOURS = `query Hours($accountIds: [String!]!, $from: DateTime!, $to: DateTime!) {
  coverageHours(accountIds: $accountIds, from: $from, to: $to) {
    accountId region source hours { hour state objects failed late pending records unreadable }
  }
}`;
const HOURS_ANSWER = z.object({
  coverageHours: z.array(
    z.object({
      accountId: z.string(),
      region: z.string().nullable(),
      source: NAME,
      hours: z.array(
        z.object({
          hour: MOMENT.transform((hour) => hour.getTime()),
          state: NAME.pipe(z.enum(HOUR_STATES)),
          objects: z.number(),
          failed: z.number(),
          late: z.number(),
          pending: z.number(),
          records: z.number(),
          unreadable: z.number(),
        }),
      ),
    }),
  ),
});

function fromApi(url: string, token: string | undefined): CoverageSource {
  return {
    facts: async () => (await askApi(url, token, FACTS, {}, FACTS_ANSWER)).coverage,
    async hours(accountIds, from, to) {
      const streams: CoverageStream[] = [];
      const atOnce = Math.max(1, Math.floor((CELLS_MAX * hours(1)) / (to - from)));
      for (let i = 0; i < accountIds.length; i += atOnce) {
        const variables = { accountIds: accountIds.slice(i, i + atOnce), from: new Date(from), to: new Date(to) };
        streams.push(...(await askApi(url, token, HOURS, variables, HOURS_ANSWER)).coverageHours);
      }
      return streams;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
