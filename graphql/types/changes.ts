import type { Change, ChangesPage } from '#db/queries/changes.ts';
import { badInput, builder } from '../builder.ts';
import { openCursor, parseChangeCursor, printChangeCursor } from '../changes/cursor.ts';
import { awaitChanges, readChanges } from '../changes/read-changes.ts';
import { checkPage, PAGE_SIZE, pageCost } from '../pagination.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';
import { FindingObject } from './finding.ts';

builder.scalarType('Cursor', {
  specifiedByURL: 'https://relay.dev/graphql/connections.htm#sec-Cursor',
  description: 'A place in the order of changes. Keep it as it is: what is in it may become another thing.',
  serialize: printChangeCursor,
  parseValue: parseChangeCursor,
});

const FindingChange = builder.objectRef<Change>('FindingChange').implement({
  description: 'The last change of a finding: the finding as it is now.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: 'Of this change alone: no two have the same.' }),
    node: t.field({ type: FindingObject, resolve: ({ finding }) => finding }),
  }),
});

const FindingChanges = builder.objectRef<ChangesPage>('FindingChanges').implement({
  description: 'Changes of findings in the order of their commits, none left out and none told twice.',
  fields: (t) => ({
    edges: t.field({ type: [FindingChange], resolve: ({ changes }) => changes }),
    nodes: t.field({ type: [FindingObject], resolve: ({ changes }) => changes.map(({ finding }) => finding) }),
    endCursor: t.expose('end', {
      type: 'Cursor',
      description: 'To go on after. It moves on even where the filter left every change out.',
    }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'Nothing follows for now.' }),
    heldSince: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when a change is being written that later ones wait for; null when none is, and for who sees a part of the organization.',
      resolve: ({ heldSince }) => heldSince,
    }),
  }),
});

builder.queryFields((t) => ({
  changes: t.field({
    type: FindingChanges,
    description:
      'What has changed since a cursor; without one every finding, so that the first pull and all later ones are the same. A finding that changes again before it is read is told once, as it is then. An error with the code CURSOR_EPOCH says that the database was restored or lost something: begin again without a cursor. 20 a page, at most 100.',
    complexity: pageCost,
    args: {
      after: t.arg({ type: 'Cursor' }),
      first: t.arg.int(),
      filter: t.arg({ type: FindingFilterInput }),
    },
    async resolve(_root, { after, first, filter }, context) {
      checkPage({ first });
      const limit = first ?? PAGE_SIZE;
      if (limit === 0) throw badInput('A page of no changes leads nowhere: ask for the first 1 to 100.');
      const wanted = { filter: filterOf(filter), limit };
      return readChanges(context, { ...wanted, after: after ? await openCursor(context.db, after) : undefined });
    },
  }),
  changesEnd: t.field({
    type: 'Cursor',
    description:
      'Where the order of changes ends for now: for who shows findings, and wants to hear of what comes after.',
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
      'As the query of this name, and then goes on as changes come: at least every 30 seconds a page, with changes or without. It ends with the code UNAUTHENTICATED when the token or session does. Who is cut off subscribes again after the last endCursor.',
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
