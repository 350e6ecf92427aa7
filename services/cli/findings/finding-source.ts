import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import type { FindingFilter } from '#services/model/finding-fields.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Config } from '../../config.ts';
import { UsageError } from '../usage-error.ts';
import { askApi } from './ask-api.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/** The flag that says where. */
export const SOURCE_ARG = {
  url: {
    type: 'string',
    description: 'Ask the running service there (with VEDETTE_API_TOKEN) instead of the database',
    valueHint: 'http://127.0.0.1:4000/graphql',
  },
} as const;

/** Where kept findings are read: the database, or a running service. */
export interface FindingSource {
  /** The most recently updated ones. */
  list(filter: FindingFilter, limit: number): Promise<readonly Finding[]>;
  find(id: string): Promise<Finding | undefined>;
  close(): Promise<void>;
}

/** @param url of a service's API; the database of the settings is read when there is none */
export async function openFindings(
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<FindingSource> {
  if (url === undefined) return fromDatabase(config.databaseUrl);
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw new UsageError(`"${url}" is no address: give a whole one, such as ${SOURCE_ARG.url.valueHint}.`);
  return fromApi(url, config.apiToken);
}

/**
 * One finding; undefined where there is none.
 *
 * @throws UsageError when that is no id of a finding
 */
export async function findingNamed(
  id: string,
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<Finding | undefined> {
  if (!/^[0-9a-f]{32}$/.test(id))
    throw new UsageError(`"${id}" is no id of a finding: it has 32 hex digits.`, 'vedette findings list shows them.');
  const source = await openFindings(url, config);
  try {
    return await source.find(id);
  } finally {
    await source.close();
  }
}

async function fromDatabase(databaseUrl: string): Promise<FindingSource> {
  const database = await openDatabase(databaseUrl);
  return {
    async list(filter, limit) {
      const rows = await findingsPage(
        database.db,
        EVERYTHING,
        filter,
        { by: 'updatedAt', descending: true },
        { limit },
      );
      return rows.map(({ finding }) => finding);
    },
    async find(id) {
      const [finding] = await findingsById(database.db, EVERYTHING, [id]);
      return finding;
    },
    close: () => database.close(),
  };
}

const PAGE_SIZE = 100;

const LIST = `query List($first: Int!, $after: String, $filter: FindingFilter) {
  findings(first: $first, after: $after, filter: $filter) {
    nodes { document(format: FINDING) }
    pageInfo { hasNextPage endCursor }
  }
}`;

const FIND = `query Find($id: ID!) { finding(id: $id) { document(format: FINDING) } }`;

/** Whole findings, as the service keeps them: nothing of theirs is checked again. */
const DOCUMENT = z.object({ document: z.custom<Finding>() });
const LISTED = z.object({
  findings: z.object({
    nodes: z.array(DOCUMENT),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
const FOUND = z.object({ finding: DOCUMENT.nullable() });

function fromApi(url: string, token: string | undefined): FindingSource {
  return {
    async list({ severities, ...rest }, limit) {
      const filter = { ...rest, ...(severities && { severities: severities.map((label) => label.toUpperCase()) }) };
      const found: Finding[] = [];
      let after: string | null = null;
      while (found.length < limit) {
        const variables: object = { first: Math.min(PAGE_SIZE, limit - found.length), after, filter };
        const { findings } = await askApi(url, token, LIST, variables, LISTED);
        found.push(...findings.nodes.map(({ document }) => document));
        if (!findings.pageInfo.hasNextPage) break;
        after = findings.pageInfo.endCursor;
      }
      return found;
    },
    async find(id) {
      const answer = await askApi(url, token, FIND, { id }, FOUND);
      return answer.finding?.document;
    },
    close: async () => undefined,
  };
}
