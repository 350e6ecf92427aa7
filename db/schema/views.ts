import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { JsonObject } from '#services/model/subject.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { instant } from './columns.ts';

/** Named filters of findings, with the columns that are shown. */
export const views = pgTable(
  'views',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** As the API takes it (`filterJson`). */
    filter: jsonb().$type<JsonObject>().notNull(),
    columns: jsonb().$type<readonly string[]>().notNull(),
    shared: boolean().notNull(),
    /**
     * The id of the viewer who made it, and that viewer's scope: others may not be allowed to know what the view names.
     */
    owner: text().notNull(),
    scope: jsonb().$type<ViewerScope>().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [index('views_of_owner').on(t.owner)],
);
