import type { Database } from '#db/client.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { databaseState } from '#db/queries/state.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { createApi, type ApiOptions } from '#graphql/api.ts';
import { renderersOf } from '#services/formats.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Readiness } from '#services/model/readiness.ts';
import { openEmpty } from '../../databases.ts';
import { putDispositions } from '../db/turns.ts';

export const TOKEN = 'a-token-of-many-letters';

export const INSTALLATION: ApiOptions['installation'] = {
  settings: async () => [],
  settingsFile: {
    now: { path: '/etc/vedette.yaml', version: 'one', isWritable: true, mistakes: [], needsRestart: [] },
    prepare: async () => ({ before: {}, write: () => undefined }),
    look: async () => undefined,
  },
  lists: async () => ({ lists: [], missing: [] }),
  listState: () => 'missing',
  calibrations: async () => [],
  trial: async () => 'Nothing can be tried here.',
};

export const READY: Readiness = {
  ready: true,
  why: [],
  draining: false,
  databaseAnswers: true,
  lagSeconds: 0,
  passOverdue: false,
  lastPassEndedAt: null,
};

export function apiOptions(database: Database, options: Partial<ApiOptions> = {}): ApiOptions {
  return {
    db: database.db,
    renderers: renderersOf([]),
    detectors: [],
    settingsOf: () => [],
    exceptionsOf: () => [],
    access: { kind: 'token', token: TOKEN },
    now: () => new Date(),
    attacks: async () => [],
    sinks: [],
    installation: INSTALLATION,
    records: async (origins) => origins.map((origin) => ({ origin, trouble: 'Nobody reads logs here.' })),
    audit: async () => undefined,
    graphiql: false,
    readiness: async () => READY,
    measured: async () => [],
    horizon: () => findingHorizon(database.db),
    state: () => databaseState(database.db),
    logging: false,
    ...options,
  };
}

/** An API that is called without a port. */
export async function openApi(findings: readonly Finding[], options: Partial<ApiOptions> = {}) {
  const database = await openEmpty();
  await storeFindings(database, findings);
  const api = createApi(apiOptions(database, options));
  return {
    database,
    fetch: async (path: string, init: RequestInit = {}) => api.fetch(new Request(`http://127.0.0.1:4000${path}`, init)),
    /** Asks as the holder of a token. */
    as: (token: string) => (query: string, variables?: object) =>
      ask(query, variables, { authorization: `Bearer ${token}` }),
    ask,
    close: () => database.close(),
  };

  async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const body = JSON.stringify({ query, variables });
    const response = await api.fetch('http://127.0.0.1:4000/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        authorization: `Bearer ${TOKEN}`,
        ...headers,
      },
      body,
    });
    const answer: Omit<Answer, 'status'> = await response.json();
    return { ...answer, status: response.status };
  }
}

export interface Answer {
  readonly status: number;
  /** Absent when the whole query was refused: tests read it when they expect it. */
  readonly data: Data;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

interface Counted {
  readonly count: number;
}

/** The members that tests read; which of them are present depends on the query. */
interface Data {
  readonly findings: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly startCursor: string; readonly endCursor: string };
    readonly nodes: readonly { readonly id: string }[];
  };
  readonly changes: {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
    readonly nodes: readonly { readonly id: string }[];
    readonly endCursor: string;
    readonly caughtUp: boolean;
  };
  readonly changesEnd: string;
  readonly detectors: readonly { readonly type: string }[];
  readonly deliveries: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly nodes: readonly { readonly sink: string; readonly findingId: string }[];
  };
  readonly finding: object | null;
  readonly accounts: unknown;
  readonly coverage: unknown;
  readonly gaps: unknown;
  readonly statistics: {
    readonly findings: number;
    readonly bySeverity: readonly (Counted & { readonly severity: string })[];
    readonly byType: readonly Counted[];
    readonly byAccount: readonly Counted[];
    readonly byRegion: readonly Counted[];
    readonly overTime: readonly (Counted & { readonly from: string; readonly severity: string })[];
  };
  readonly createToken: { readonly secret: string; readonly token: { readonly tokenId: string } };
  readonly revokeToken: unknown;
  readonly one: { readonly findings: number };
}

export async function storeFindings({ db }: Database, findings: readonly Finding[]): Promise<void> {
  await commitTurn(
    db,
    {
      id: 'test',
      partition: 'test',
      now: new Date('2026-11-22T20:00:00Z'),
      intelVersion: 'test',
      settingsVersion: 'test',
      detectorsVersion: 'test',
      profileVersion: undefined,
      inventoryVersions: new Map(),
      facts: [],
      ends: [],
      reports: [],
      contentHashes: new Map(),
      skipped: [],
      postponed: [],
      tallies: [],
      findings: findings.map((finding) => ({ finding, memory: undefined, previous: undefined })),
      kept: [],
      observations: [],
      deliveries: [],
      coverage: [
        {
          about: 'detection',
          accountId: '111122223333',
          region: undefined,
          source: undefined,
          state: 'covered',
          reason: 'reading',
          detail: 'Logs are read.',
        },
        {
          about: 'detection',
          accountId: '444455556666',
          region: 'eu-west-1',
          source: 'vpc-flow',
          state: 'gap',
          reason: 'no-log-source',
          detail: 'No flow logs to S3: create one.',
        },
      ],
    },
    async () => {},
  );
  await putDispositions(db, findings);
}
