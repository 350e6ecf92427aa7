import type { Change, ChangesPage } from '#db/queries/changes.ts';
import { badInput, builder } from '../builder.ts';
import { openCursor, parseChangeCursor, printChangeCursor } from '../changes/cursor.ts';
import { awaitChanges, readChanges } from '../changes/read-changes.ts';
import { checkPage, PAGE_SIZE, pageCost } from '../pagination.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';
import { FindingObject } from './finding.ts';

builder.scalarType('Cursor', {
  specifiedByURL: 'https://relay.dev/graphql/connections.htm#sec-Cursor',
  description: 'A position in the order of changes. It is opaque: its content may change.',
  serialize: printChangeCursor,
  parseValue: parseChangeCursor,
});

const FindingChange = builder.objectRef<Change>('FindingChange').implement({
  description: 'The last change of a finding: the finding as it is now.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: 'Unique to this change.' }),
    node: t.field({ type: FindingObject, resolve: ({ finding }) => finding }),
  }),
});

const FindingChanges = builder.objectRef<ChangesPage>('FindingChanges').implement({
  description: 'Changes of findings in the order of their commits, none left out and none repeated.',
  fields: (t) => ({
    edges: t.field({ type: [FindingChange], resolve: ({ changes }) => changes }),
    nodes: t.field({ type: [FindingObject], resolve: ({ changes }) => changes.map(({ finding }) => finding) }),
    endCursor: t.expose('end', {
      type: 'Cursor',
      description: 'The cursor to continue after. It advances even if the filter excluded every change.',
    }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'There are no more changes at the moment.' }),
    heldSince: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when a change is being written that later ones wait for; null if there is none, or if you see only a part of the organization.',
      resolve: ({ heldSince }) => heldSince,
    }),
  }),
});

builder.queryFields((t) => ({
  changes: t.field({
    type: FindingChanges,
    description:
      'What has changed since a cursor. Without one, every finding is returned, so the first pull works like all later ones. A finding that changes again before it is read is returned once, in its latest state. An error with the code CURSOR_EPOCH says that the database was restored or lost changes: start again without a cursor. 20 changes per page, at most 100.',
    complexity: pageCost,
    args: {
      after: t.arg({ type: 'Cursor' }),
      first: t.arg.int(),
      filter: t.arg({ type: FindingFilterInput }),
    },
    async resolve(_root, { after, first, filter }, context) {
      checkPage({ first });
      const limit = first ?? PAGE_SIZE;
      if (limit === 0) throw badInput('A page needs at least one change: use first with 1 to 100.');
      const wanted = { filter: filterOf(filter), limit };
      return readChanges(context, { ...wanted, after: after ? await openCursor(context.db, after) : undefined });
    },
  }),
  changesEnd: t.field({
    type: 'Cursor',
    description:
      'The current end of the order of changes, for clients that show findings and want to follow later changes.',
    async resolve(_root, _args, { horizon }) {
      const { epoch, place } = await horizon();
      return { epoch, place, id: undefined };
    },
  }),
}));

/** A silent subscription sends its cursor at least this often. */
const SILENCE_MS = 30_000;
const PUSHED_MAX = 20;

builder.subscriptionFields((t) => ({
  changes: t.field({
    type: FindingChanges,
    description:
      'Like the query of this name, and continues as changes arrive: at least one page every 30 seconds, with or without changes. It ends with the code UNAUTHENTICATED when the token or session ends. After a lost connection, subscribe again with the last endCursor.',
    complexity: { field: 1, multiplier: PUSHED_MAX },
    args: { after: t.arg({ type: 'Cursor' }), filter: t.arg({ type: FindingFilterInput }) },
    async *subscribe(_root, { after, filter }, context) {
      const wanted = { filter: filterOf(filter), limit: PUSHED_MAX };
      let from = after ? await openCursor(context.db, after) : undefined;
      const signal = context.signal();
      while (!signal.aborted) {
        const page: ChangesPage = await awaitChanges(context, { ...wanted, after: from }, SILENCE_MS, signal);
        yield page;
        from = page.end;
      }
    },
    resolve: (page) => page,
  }),
}));
