import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { putView, removeView, viewsFor } from '#db/queries/views.ts';
import { filterOfJson } from '#services/cases/filter-text.ts';
import { filterJson, type FindingFilter } from '#services/model/finding-filter.ts';
import { VIEWS_MAX, type View, type ViewDraft } from '#services/model/view.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';
import { checkAddress } from '../findings/finding-source.ts';
import { LOCAL } from '../local.ts';
import { UsageError } from '../usage-error.ts';

/** A view as a list shows it. */
export type ListedView = Omit<View, 'changedAt'>;

/** Where views are read and written: the database, or a running service that has it open. */
export interface ViewSource extends AsyncDisposable {
  list(): Promise<readonly ListedView[]>;
  /** @returns its id, or the errors, one sentence each */
  save(draft: ViewDraft): Promise<{ readonly id?: string; readonly errors: readonly string[] }>;
  /** @returns the errors, one sentence each */
  remove(id: string): Promise<readonly string[]>;
}

/** @param url of a service's API; the database of the settings when there is none */
export async function openViews(
  url: string | undefined,
  { databaseUrl, apiToken }: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<ViewSource> {
  return url === undefined ? fromDatabase(databaseUrl) : fromApi(checkAddress(url), apiToken);
}

/** The filter of the view with a name or an id. @throws UsageError when there is none */
export async function viewFilter(
  named: string,
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<FindingFilter> {
  await using source = await openViews(url, config);
  const view = (await source.list()).find(({ id, name }) => id === named || name === named);
  if (view === undefined) throw new UsageError(`There is no view "${named}".`, 'vedette views list shows them.');
  return view.filter;
}

async function fromDatabase(databaseUrl: string): Promise<ViewSource> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    list: () => viewsFor(db, EVERYTHING, LOCAL.who),
    async save(draft) {
      const which = { id: randomUUID(), isNew: true };
      const kept = await db.transaction((tx) => putView(tx, EVERYTHING, which, draft, LOCAL, new Date()));
      return typeof kept === 'string'
        ? { errors: [`There are already ${VIEWS_MAX} views: remove one first.`] }
        : { id: kept.id, errors: [] };
    },
    async remove(id) {
      const isRemoved = await db.transaction((tx) => removeView(tx, EVERYTHING, id, LOCAL, new Date()));
      return isRemoved ? [] : [`There is no view ${id}.`];
    },
    [Symbol.asyncDispose]: close,
  };
}

const FILTER = z.unknown().transform((kept, issues) => {
  const filter = filterOfJson(kept);
  if (typeof filter !== 'string') return filter;
  issues.addIssue(filter);
  return z.NEVER;
});
const LISTED = z.object({
  findingViews: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      filter: FILTER,
      columns: z.array(z.string()),
      shared: z.boolean(),
      owner: z.string(),
    }),
  ),
});
const ERRORS = z.array(z.object({ message: z.string() }));
const KEPT = z.object({ kept: z.object({ view: z.object({ id: z.string() }).nullable(), userErrors: ERRORS }) });

const SAVE = `mutation Save($view: FindingViewInput!) {
  kept: saveFindingView(view: $view) { view { id } userErrors { message } }
}`;
const REMOVE = `mutation Remove($id: ID!) { kept: removeFindingView(id: $id) { view { id } userErrors { message } } }`;

function fromApi(url: string, token: string | undefined): ViewSource {
  const change = async (query: string, variables: object) => {
    const { kept } = await askApi(url, token, query, variables, KEPT);
    return { ...(kept.view && { id: kept.view.id }), errors: kept.userErrors.map(({ message }) => message) };
  };
  return {
    list: async () =>
      (await askApi(url, token, '{ findingViews { id name filter columns shared owner } }', {}, LISTED)).findingViews,
    save: ({ filter, ...draft }) => change(SAVE, { view: { ...draft, filter: filterJson(filter) } }),
    remove: async (id) => (await change(REMOVE, { id })).errors,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
