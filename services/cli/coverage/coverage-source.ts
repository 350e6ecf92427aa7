import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { allCoverage, pastGapsOf } from '#db/queries/coverage.ts';
import { proofGapsOf } from '#db/queries/digests.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { HOUR_STATES, type CoverageStream } from '#services/model/coverage-hour.ts';
import { PROOF_GAP_KINDS, PROOF_REMEDIES, type ProofGapKind } from '#services/model/digest.ts';
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

/** A proof gap, as people are shown it. */
export interface ProofGapLine {
  readonly accountId: string;
  readonly region: string;
  readonly source: string;
  readonly kind: ProofGapKind;
  readonly bucket: string;
  readonly key: string;
  readonly from: Date;
  readonly to: Date;
  readonly detail: string;
  readonly remedy: string;
  readonly since: Date;
  readonly endedAt: Date | null;
}

/** A gap that has ended. */
export type PastGapLine = Omit<FactLine, 'state'> & { readonly endedAt: Date };

/** Where coverage is read from: the database, or a running service that has it open. */
export interface CoverageSource extends AsyncDisposable {
  facts(): Promise<readonly FactLine[]>;
  /** The problems that digests prove within a stretch of time, ms since the epoch. */
  proofGaps(from: number, to: number): Promise<readonly ProofGapLine[]>;
  /** The gaps within a stretch of time that have ended, ms since the epoch. */
  pastGaps(from: number, to: number): Promise<readonly PastGapLine[]>;
  /** The streams in the hours from `from` to before `to`, ms since the epoch. */
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
    async proofGaps(from, to) {
      const rows = await proofGapsOf(db, EVERYTHING, { from: new Date(from), to: new Date(to), limit: GAPS_MAX });
      return rows.map(({ fromTime, toTime, kind, accountId, region, source, bucket, key, detail, since, endedAt }) => {
        const place = { kind, accountId, region, source, bucket, key };
        return { ...place, from: fromTime, to: toTime, detail, remedy: PROOF_REMEDIES[kind], since, endedAt };
      });
    },
    pastGaps: (from, to) => pastGapsOf(db, EVERYTHING, { from: new Date(from), to: new Date(to), limit: GAPS_MAX }),
    async hours(accountIds, from, to) {
      const asked = { accountIds, from: new Date(from - BASELINE_MS), to: new Date(to) };
      return coverageHours(await hourCounts(db, EVERYTHING, asked), { from, to, now: Date.now() });
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Maximum of gaps that are requested. */
const GAPS_MAX = 500;

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
    accountId region source hours { hour state objects failed late pending proved disproved records unreadable }
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
          proved: z.number(),
          disproved: z.number(),
          records: z.number(),
          unreadable: z.number(),
        }),
      ),
    }),
  ),
});

const PROOF_GAPS = `query ProofGaps($from: DateTime!, $to: DateTime!) {
  proofGaps(from: $from, to: $to) {
    kind accountId region source bucket key from to detail remedy since endedAt
  }
}`;
const PROOF_GAPS_ANSWER = z.object({
  proofGaps: z.array(
    z.object({
      kind: NAME.pipe(z.enum(PROOF_GAP_KINDS)),
      accountId: z.string(),
      region: z.string(),
      source: NAME,
      bucket: z.string(),
      key: z.string(),
      from: MOMENT,
      to: MOMENT,
      detail: z.string(),
      remedy: z.string(),
      since: MOMENT,
      endedAt: MOMENT.nullable(),
    }),
  ),
});

const PAST_GAPS = `query PastGaps($from: DateTime!, $to: DateTime!) {
  pastGaps(from: $from, to: $to) { accountId region source about reason detail since endedAt }
}`;
const PAST_GAPS_ANSWER = z.object({
  pastGaps: z.array(
    z.object({
      accountId: z.string(),
      region: z.string().nullable(),
      source: NAME.nullable(),
      about: NAME,
      reason: NAME,
      detail: z.string(),
      since: MOMENT,
      endedAt: MOMENT,
    }),
  ),
});

function fromApi(url: string, token: string | undefined): CoverageSource {
  return {
    facts: async () => (await askApi(url, token, FACTS, {}, FACTS_ANSWER)).coverage,
    proofGaps: async (from, to) =>
      (await askApi(url, token, PROOF_GAPS, { from: new Date(from), to: new Date(to) }, PROOF_GAPS_ANSWER)).proofGaps,
    pastGaps: async (from, to) =>
      (await askApi(url, token, PAST_GAPS, { from: new Date(from), to: new Date(to) }, PAST_GAPS_ANSWER)).pastGaps,
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
