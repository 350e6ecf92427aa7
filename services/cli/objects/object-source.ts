import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { objectCounts, type LogObjectRow } from '#db/queries/log-objects.ts';
import { logObjectsPage, redriveLogObjects, type LogObjectFilter } from '#db/queries/object-list.ts';
import { keyOfName, LOG_OBJECT_STATES, nameOf } from '#services/model/log-object.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';
import { askPages } from '../findings/ask-pages.ts';
import { checkAddress } from '../findings/finding-source.ts';
import { LOCAL } from '../local.ts';

/** A log object as a list shows it. */
export type ListedObject = Pick<
  LogObjectRow,
  'bucket' | 'key' | 'etag' | 'state' | 'accountId' | 'region' | 'source' | 'sizeBytes' | 'note' | 'attempts'
> & {
  readonly troubles: readonly {
    readonly kind: string;
    readonly message: string;
    readonly records: number;
  }[];
};

/** Where log objects are listed and read again: the database, or a running service that has it open. */
export interface ObjectSource extends AsyncDisposable {
  list(filter: LogObjectFilter, limit: number): Promise<readonly ListedObject[]>;
  /** How many objects there are in each state; empty over the API, which does not count them. */
  counts(): Promise<Readonly<Partial<Record<LogObjectRow['state'], number>>>>;
  /** @returns how many had been given up, and the errors, one sentence each */
  redrive(
    filter: Omit<LogObjectFilter, 'states' | 'troubled'>,
  ): Promise<{ readonly redriven: number; readonly errors: readonly string[] }>;
}

/** @param url of a service's API; the database of the settings when there is none */
export async function openObjects(
  url: string | undefined,
  { databaseUrl, apiToken }: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<ObjectSource> {
  return url === undefined ? fromDatabase(databaseUrl) : fromApi(checkAddress(url), apiToken);
}

async function fromDatabase(databaseUrl: string): Promise<ObjectSource> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    list: (filter, limit) => logObjectsPage(db, EVERYTHING, filter, { limit }),
    counts: () => objectCounts(db),
    async redrive(filter) {
      const redriven = await db.transaction((tx) => redriveLogObjects(tx, EVERYTHING, filter, LOCAL, new Date()));
      return { redriven, errors: [] };
    },
    [Symbol.asyncDispose]: close,
  };
}

const OBJECT = z
  .object({
    name: z.string(),
    etag: z.string(),
    state: z.string().toLowerCase().pipe(z.enum(LOG_OBJECT_STATES)),
    accountId: z.string().nullable(),
    region: z.string().nullable(),
    source: z
      .string()
      .transform((name) => name.toLowerCase().replaceAll('_', '-'))
      .nullable(),
    sizeBytes: z.number(),
    note: z.string().nullable(),
    attempts: z.number(),
    troubles: z.array(z.object({ kind: z.string(), message: z.string(), records: z.number() })),
  })
  .transform(({ name, ...rest }): ListedObject => ({ ...keyOfName(name), ...rest }));
const PAGE_INFO = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const LISTED = z.object({ logObjects: z.object({ nodes: z.array(OBJECT), pageInfo: PAGE_INFO }) });
const REDRIVEN = z.object({
  redriveLogObjects: z.object({ redriven: z.number(), userErrors: z.array(z.object({ message: z.string() })) }),
});

const LIST = `query List($first: Int!, $after: String, $filter: LogObjectFilter) {
  logObjects(first: $first, after: $after, filter: $filter) {
    nodes { name etag state accountId region source sizeBytes note attempts troubles { kind message records } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const REDRIVE = `mutation Redrive($names: [String!], $accountIds: [String!], $sources: [SourceName!]) {
  redriveLogObjects(names: $names, accountIds: $accountIds, sources: $sources) { redriven userErrors { message } }
}`;

function fromApi(url: string, token: string | undefined): ObjectSource {
  return {
    list: (filter, limit) =>
      askPages(limit, async (at) => {
        const { logObjects } = await askApi(url, token, LIST, { ...at, filter: inputOf(filter) }, LISTED);
        return logObjects;
      }),
    counts: async () => ({}),
    async redrive(filter) {
      const { redriveLogObjects: answer } = await askApi(url, token, REDRIVE, inputOf(filter), REDRIVEN);
      return { redriven: answer.redriven, errors: answer.userErrors.map(({ message }) => message) };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** A filter in the form of the API's input. */
function inputOf({ states, sources, names, ...rest }: LogObjectFilter): object {
  return {
    ...rest,
    ...(states && { states: states.map((state) => state.toUpperCase()) }),
    ...(sources && { sources: sources.map((source) => source.toUpperCase().replaceAll('-', '_')) }),
    ...(names && { names: names.map(nameOf) }),
  };
}
