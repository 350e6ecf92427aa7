import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { findingsById, findingsPage, type FindingCursor } from '#db/queries/findings.ts';
import { countFindings } from '#db/queries/statistics.ts';
import type { FindingRow } from '#db/queries/findings.ts';
import {
  FINDING_FILTERS,
  takesSeveral,
  type Filter,
  type FindingOrder,
  type Narrowing,
} from '#services/model/finding-fields.ts';
import type { Finding } from '#services/model/finding.ts';
import { mistakeInFilter, type FindingFilter } from '#services/model/finding-filter.ts';
import { badInput, builder } from '../builder.ts';
import { readsOutlines } from '../finding-outline.ts';
import { checkPage, PAGE_SIZE, PAGE_SIZE_MAX, pageCost, parseCursor, printCursor } from '../pagination.ts';
import { SCANS } from '../scans.ts';
import { CaseStatus, Feedback, FindingSort, SeverityLabel, SortDirection } from './enums.ts';
import { FindingObject } from './finding.ts';

/** The GraphQL type of each kind of field. */
const TYPES = {
  text: 'String',
  maybeText: 'String',
  texts: 'String',
  status: CaseStatus,
  feedback: Feedback,
  accountId: 'String',
  region: 'String',
  findingType: 'FindingType',
  number: 'Float',
  flag: 'Boolean',
  moment: 'DateTime',
  words: 'String',
} as const satisfies Record<Filter['holds'], string | typeof CaseStatus | typeof Feedback>;

/** A filter as clients send it. Null means absent, as everywhere in GraphQL input. */
export interface FilterInput extends Nullable<Narrowing> {
  readonly and?: readonly FilterInput[] | null | undefined;
  readonly or?: readonly FilterInput[] | null | undefined;
  readonly not?: FilterInput | null | undefined;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

export const FindingFilterInput = builder.inputRef<FilterInput>('FindingFilter');
FindingFilterInput.implement({
  description:
    'Filters findings: all members must match; of a list, any value. `and`, `or` and `not` combine filters, at most five levels deep with a hundred conditions in total.',
  fields: (t) => ({
    and: t.field({ type: [FindingFilterInput], description: 'All of these must match too.' }),
    or: t.field({
      type: [FindingFilterInput],
      description: 'At least one of these must match; an empty list matches nothing.',
    }),
    not: t.field({
      type: FindingFilterInput,
      description: 'This must not match. Findings without a value pass.',
    }),
    ...Object.fromEntries(
      FINDING_FILTERS.map(({ name, holds, keeps, description }) => {
        const options = description === undefined ? {} : { description };
        if (keeps === 'severities') return [name, t.field({ type: [SeverityLabel], ...options })];
        if (keeps === 'known') return [name, t.boolean(options)];
        const type = TYPES[holds];
        return [name, takesSeveral(keeps) ? t.field({ type: [type], ...options }) : t.field({ type, ...options })];
      }),
    ),
  }),
});

const FindingOrderInput = builder.inputType('FindingOrder', {
  fields: (t) => ({
    by: t.field({ type: FindingSort, required: true }),
    direction: t.field({ type: SortDirection, required: true, defaultValue: 'descending' }),
  }),
});

/**
 * Orders by a time that never changes: paging meets every finding that existed at the start, even if findings change
 * meanwhile.
 */
const NEWEST: FindingOrder = { by: 'createdAt', descending: true };

/**
 * A finding in a page, which prints its cursor when somebody asks for it. A getter in an object literal would do the
 * same, but gives each object a hidden class of its own: V8 keeps these, and with them every page, until it collects
 * all of its heap.
 */
class Edge {
  readonly node: Finding;
  readonly #place: FindingCursor;
  readonly #order: FindingOrder;

  constructor({ finding, cursor }: FindingRow, order: FindingOrder) {
    this.node = finding;
    this.#place = cursor;
    this.#order = order;
  }

  get cursor(): string {
    return printCursor(this.#order, this.#place);
  }
}

builder.queryFields((t) => ({
  findings: t.connection(
    {
      type: FindingObject,
      description:
        'Findings, by default newest first, an order that never changes. Paging by UPDATED_AT or LAST_SEEN, or polling with `updatedFrom`, misses findings that change meanwhile or are committed late: use `changes`. 20 per page, at most 100.',
      complexity: pageCost,
      args: { filter: t.arg({ type: FindingFilterInput }), orderBy: t.arg({ type: FindingOrderInput }) },
      async resolve(_root, { filter, orderBy, ...args }, { db, viewer }, info) {
        checkPage(args);
        const those = filterOf(filter);
        const order = orderBy ? { by: orderBy.by, descending: orderBy.direction === 'descending' } : NEWEST;
        const connection = await resolveCursorConnection(
          {
            args,
            defaultSize: PAGE_SIZE,
            maxSize: PAGE_SIZE_MAX,
            // The place of an edge is printed when it is asked for: see `Edge`.
            toCursor: ({ cursor }: FindingRow) => cursor.id,
          },
          ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
            findingsPage(
              db,
              viewer.scope,
              those,
              order,
              { limit, inverted, after: parseCursor(order, after), before: parseCursor(order, before) },
              readsOutlines(info) ? 'outline' : 'whole',
            ),
        );
        const edges = connection.edges.map((edge) => edge && new Edge(edge.node, order));
        return {
          pageInfo: {
            ...connection.pageInfo,
            startCursor: edges[0]?.cursor ?? null,
            endCursor: edges.at(-1)?.cursor ?? null,
          },
          edges,
          those,
        };
      },
    },
    {
      fields: (connection) => ({
        totalCount: connection.int({
          description: 'The number of findings on all pages. Costs more than a page.',
          extensions: SCANS,
          resolve: ({ those }, _args, { db, viewer, scans }) => scans.run(() => countFindings(db, viewer.scope, those)),
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

/** @throws BAD_USER_INPUT for a filter that asks for too much at once */
export function filterOf(input: FilterInput | null | undefined): FindingFilter {
  const filter = wanted(input ?? {});
  const mistake = mistakeInFilter(filter);
  if (mistake !== undefined) throw badInput(mistake);
  return filter;
}

function wanted({ and, or, not, ...narrowing }: FilterInput): FindingFilter {
  return {
    ...Object.fromEntries(Object.entries(narrowing).filter(([, value]) => value !== null)),
    ...(and && { and: and.map(wanted) }),
    ...(or && { or: or.map(wanted) }),
    ...(not && { not: wanted(not) }),
  };
}
