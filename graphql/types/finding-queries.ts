import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { countFindings, findingsById, findingsPage } from '#db/queries/findings.ts';
import type { FindingRow } from '#db/queries/findings.ts';
import { FINDING_FILTERS, type Filter, type FindingFilter, type FindingOrder } from '#services/model/finding-fields.ts';
import { builder } from '../builder.ts';
import { checkPage, PAGE_SIZE, PAGE_SIZE_MAX, pageCost, parseCursor, printCursor } from '../pagination.ts';
import { SCANS } from '../scans.ts';
import { CaseStatus, Feedback, FindingSort, SeverityLabel, SortDirection } from './enums.ts';
import { FindingObject } from './finding.ts';

/** GraphQL's name of what a field holds. */
const TYPES = {
  text: 'String',
  maybeText: 'String',
  status: CaseStatus,
  feedback: Feedback,
  accountId: 'String',
  region: 'String',
  findingType: 'FindingType',
  number: 'Float',
  flag: 'Boolean',
  moment: 'DateTime',
} as const satisfies Record<Filter['holds'], string | typeof CaseStatus | typeof Feedback>;

export const FindingFilterInput = builder.inputRef<Nullable<FindingFilter>>('FindingFilter').implement({
  description: 'Which findings: every member narrows; of a list any value will do.',
  fields: (t) =>
    Object.fromEntries(
      FINDING_FILTERS.map(({ name, holds, keeps, description }) => {
        const type = keeps === 'severities' ? SeverityLabel : TYPES[holds];
        const options = description === undefined ? {} : { description };
        return [
          name,
          keeps === 'any' || keeps === 'severities'
            ? t.field({ type: [type], ...options })
            : t.field({ type, ...options }),
        ];
      }),
    ),
});

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

const FindingOrderInput = builder.inputType('FindingOrder', {
  fields: (t) => ({
    by: t.field({ type: FindingSort, required: true }),
    direction: t.field({ type: SortDirection, required: true, defaultValue: 'descending' }),
  }),
});

/** Of what never changes: who pages meets every finding that was there, whatever becomes of them meanwhile. */
const NEWEST: FindingOrder = { by: 'createdAt', descending: true };

builder.queryFields((t) => ({
  findings: t.connection(
    {
      type: FindingObject,
      description:
        'Findings, newest first unless asked otherwise: an order that never changes. Who pages by UPDATED_AT or LAST_SEEN, or asks for `updatedFrom` again and again, misses what changes meanwhile or is committed late: ask `changes`. 20 a page, at most 100.',
      complexity: pageCost,
      args: { filter: t.arg({ type: FindingFilterInput }), orderBy: t.arg({ type: FindingOrderInput }) },
      async resolve(_root, { filter, orderBy, ...args }, { db, viewer }) {
        checkPage(args);
        const wanted = filterOf(filter);
        const order = orderBy ? { by: orderBy.by, descending: orderBy.direction === 'descending' } : NEWEST;
        const connection = await resolveCursorConnection(
          {
            args,
            defaultSize: PAGE_SIZE,
            maxSize: PAGE_SIZE_MAX,
            toCursor: ({ cursor }: FindingRow) => printCursor(order, cursor),
          },
          ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
            findingsPage(db, viewer.scope, wanted, order, {
              limit,
              inverted,
              after: parseCursor(order, after),
              before: parseCursor(order, before),
            }),
        );
        return {
          pageInfo: connection.pageInfo,
          edges: connection.edges.map((edge) => edge && { cursor: edge.cursor, node: edge.node.finding }),
          wanted,
        };
      },
    },
    {
      fields: (connection) => ({
        totalCount: connection.int({
          description: 'Of all pages together. Costs more than a page.',
          extensions: SCANS,
          resolve: ({ wanted }, _args, { db, viewer, scans }) =>
            scans.run(() => countFindings(db, viewer.scope, wanted)),
        }),
      }),
    },
  ),
  finding: t.field({
    type: FindingObject,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    async resolve(_root, { id }, { db, viewer }) {
      const [finding] = await findingsById(db, viewer.scope, [id]);
      return finding;
    },
  }),
}));

/** Null means absent, as everywhere in GraphQL input. */
export function filterOf(input: Nullable<FindingFilter> | null | undefined): FindingFilter {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== null));
}
