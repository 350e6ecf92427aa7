import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { changeCases, findingIds } from '#db/queries/cases.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import type { CaseChange } from '#services/model/disposition.ts';
import { filterJson, type FindingFilter } from '#services/model/finding-filter.ts';
import { contextOf, type FindingContext } from '#services/cases/context.ts';
import { CHANGED_AT_ONCE_MAX } from '#services/cases/change.ts';
import type { Finding } from '#services/model/finding.ts';
import { number } from '#services/model/numbers.ts';
import type { Config } from '../../config.ts';
import { LOCAL } from '../local.ts';
import { UsageError } from '../usage-error.ts';
import { askApi } from './ask-api.ts';
import { askPages } from './ask-pages.ts';
import { askedFindingId } from './asked-finding-id.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/** The flag for the service's address. */
export const SOURCE_ARG = {
  url: {
    type: 'string',
    description: 'Use the running service at this address (with VEDETTE_API_TOKEN) instead of the database',
    valueHint: 'http://127.0.0.1:4000/graphql',
  },
} as const;

/** Findings by their ids, or all that match a filter. */
export type Which = { readonly ids: readonly string[] } | { readonly filter: FindingFilter };

/** Where findings are read and changed: the database, or a running service that has it open. */
export interface FindingSource extends AsyncDisposable {
  /** The most recently updated ones. */
  list(filter: FindingFilter, limit: number): Promise<readonly Finding[]>;
  find(id: string): Promise<Finding | undefined>;
  /** @returns how many were changed, and the errors, one sentence each */
  change(which: Which, change: CaseChange): Promise<{ readonly changed: number; readonly errors: readonly string[] }>;
}

/** @param url of a service's API; the database of the settings is read when there is none */
export async function openFindings(
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<FindingSource> {
  if (url === undefined) return fromDatabase(config.databaseUrl);
  return fromApi(checkAddress(url), config.apiToken);
}

/** @throws UsageError for text that is no address of an API */
export function checkAddress(url: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url;
  throw new UsageError(`"${url}" is not an address: give a complete one, such as ${SOURCE_ARG.url.valueHint}.`);
}

/** One finding; undefined when there is none. @throws UsageError when the text is no id of a finding */
export async function findingNamed(id: string, url: string | undefined, config: Access): Promise<Finding | undefined> {
  return askedOf(id, url, config, (source) => source.find(id));
}

/** Findings that share something with one. */
export interface Related {
  readonly context: FindingContext;
  /** Without the finding itself. */
  readonly others: readonly Finding[];
  /** Whether there are more than were asked for. */
  readonly isCut: boolean;
}

/** One finding and, for each thing that it shares with others, at most `limit` of these. */
export async function findingInContext(
  id: string,
  url: string | undefined,
  config: Access,
  limit: number,
): Promise<{ readonly finding: Finding; readonly related: readonly Related[] } | undefined> {
  return askedOf(id, url, config, async (source) => {
    const finding = await source.find(id);
    if (finding === undefined) return undefined;
    const related: Related[] = [];
    for (const context of contextOf(finding)) {
      const found = await source.list(context.filter, limit + 2);
      const others = found.filter((other) => other.id !== id);
      related.push({ context, others: others.slice(0, limit), isCut: others.length > limit });
    }
    return { finding, related };
  });
}

type Access = Pick<Config, 'databaseUrl' | 'apiToken'>;

async function askedOf<Answer>(
  id: string,
  url: string | undefined,
  config: Access,
  ask: (source: FindingSource) => Promise<Answer>,
): Promise<Answer> {
  askedFindingId(id);
  await using source = await openFindings(url, config);
  return await ask(source);
}

async function fromDatabase(databaseUrl: string): Promise<FindingSource> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    async list(filter, limit) {
      const rows = await findingsPage(db, EVERYTHING, filter, { by: 'updatedAt', descending: true }, { limit });
      return rows.map(({ finding }) => finding);
    },
    async find(id) {
      const [finding] = await findingsById(db, EVERYTHING, [id]);
      return finding;
    },
    change: (which, change) =>
      db.transaction(async (tx) => {
        const ids = 'ids' in which ? which.ids : await findingIds(tx, EVERYTHING, which.filter);
        if (ids.length > CHANGED_AT_ONCE_MAX)
          return { changed: 0, errors: [`More than ${number(CHANGED_AT_ONCE_MAX)} findings at once: narrow it down.`] };
        const { changed, missing } = await changeCases(tx, EVERYTHING, ids, change, LOCAL, new Date());
        return { changed: changed.length, errors: missing.map((id) => `There is no finding ${id}.`) };
      }),
    [Symbol.asyncDispose]: close,
  };
}

const LIST = `query List($first: Int!, $after: String, $filter: FindingFilter) {
  findings(first: $first, after: $after, filter: $filter, orderBy: { by: UPDATED_AT }) {
    nodes { document(format: FINDING) }
    pageInfo { hasNextPage endCursor }
  }
}`;

const FIND = `query Find($id: ID!) { finding(id: $id) { document(format: FINDING) } }`;

/** Whole findings from the service, which validated them already. */
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
    async list(wanted, limit) {
      const filter = filterJson(wanted);
      const found = await askPages(limit, async (at) => {
        const { findings } = await askApi(url, token, LIST, { ...at, filter }, LISTED);
        return findings;
      });
      return found.map(({ document }) => document);
    },
    async find(id) {
      const answer = await askApi(url, token, FIND, { id }, FOUND);
      return answer.finding?.document;
    },
    async change(which, change) {
      const { field, variables } = mutationOf(change);
      const named = 'ids' in which ? { ids: which.ids } : { filter: filterJson(which.filter) };
      const answer = await askApi(url, token, mutation(field, variables), { ...named, ...variables }, CHANGED);
      const { count, userErrors } = answer.changed;
      return { changed: count, errors: userErrors.map(({ message }) => message) };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const CHANGED = z.object({
  changed: z.object({ count: z.number(), userErrors: z.array(z.object({ message: z.string() })) }),
});

function mutationOf(change: CaseChange): { readonly field: string; readonly variables: object } {
  const { kind, ...variables } = change;
  return { field: MUTATIONS[kind], variables };
}

const MUTATIONS: Record<CaseChange['kind'], string> = {
  decide: 'setFindingStatus',
  assign: 'assignFindings',
  judge: 'judgeFindings',
  comment: 'commentOnFindings',
};

const TYPES: Readonly<Record<string, string>> = {
  status: 'Decision!',
  because: 'String',
  assignee: 'String',
  feedback: 'Feedback',
  text: 'String!',
};

function mutation(field: string, variables: object): string {
  const own = Object.keys(variables);
  const declared = own.map((name) => `, $${name}: ${TYPES[name]}`).join('');
  const given = own.map((name) => `, ${name}: $${name}`).join('');
  return `mutation Change($ids: [ID!], $filter: FindingFilter${declared}) {
  changed: ${field}(ids: $ids, filter: $filter${given}) { count userErrors { message } }
}`;
}
