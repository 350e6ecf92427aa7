import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { once, OTHER_REQUEST, type KeyedRequest } from '#db/answers.ts';
import { putView, removeView, viewsFor } from '#db/queries/views.ts';
import { filterJson } from '#services/model/finding-filter.ts';
import { mistakeInView, VIEWS_MAX, type View, type ViewDraft } from '#services/model/view.ts';
import { isAtLeast } from '#services/model/viewer.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const ViewObject = builder.objectRef<View>('FindingView').implement({
  description: 'A named filter of findings, with the columns to show.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    filter: t.field({
      type: 'JSON',
      description: 'A FindingFilter: pass it to `findings` as it is.',
      resolve: ({ filter }) => filterJson(filter),
    }),
    columns: t.exposeStringList('columns', {
      description: 'The columns to show, in order; the names are defined by the client. Empty: the client’s default.',
    }),
    shared: t.exposeBoolean('shared', {
      description: 'Whether it is shared with everybody who has at least its owner’s access.',
    }),
    owner: t.exposeString('owner', { description: 'The identity of the viewer who created it.' }),
    isMine: t.boolean({
      description: 'Whether it is yours, so that you may change and remove it.',
      resolve: ({ owner }, _args, { viewer }) => owner === viewer.id,
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was created or last changed.' }),
  }),
});

const ViewInput = builder.inputType('FindingViewInput', {
  description: 'A new view.',
  fields: (t) => ({
    name: t.string({ required: true, description: '1 to 100 characters.' }),
    filter: t.field({ type: FindingFilterInput, required: true, description: 'Which findings it shows.' }),
    columns: t.stringList({ description: 'The columns to show, in order.' }),
    shared: t.boolean({
      description: 'Whether to share it with everybody who has at least your access; for analysts.',
    }),
  }),
});

interface Kept {
  readonly view?: View;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string | null | undefined;
}

const KeptObject = builder.objectRef<Kept>('KeptFindingView').implement({
  description: 'The result of saving a view.',
  fields: (t) => ({
    view: t.field({
      type: ViewObject,
      nullable: true,
      description: 'The view as stored; null if it is not.',
      resolve: ({ view }) => view,
    }),
    userErrors: t.field({
      type: [UserErrorObject],
      description: 'Problems that you can fix.',
      resolve: ({ userErrors }) => userErrors,
    }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

builder.queryFields((t) => ({
  findingViews: t.field({
    type: [ViewObject],
    complexity: { field: 10, multiplier: 20 },
    description: 'Your views and those that others share, by name.',
    resolve: (_root, _args, { db, viewer }) => viewsFor(db, viewer.scope, viewer.id),
  }),
}));

/** Viewers may change their own views, even when they may change nothing else. */
const OWN = { skipTypeScopes: true, authScopes: { role: 'viewer' } } as const;

builder.mutationFields((t) => ({
  saveFindingView: t.field({
    type: KeptObject,
    ...OWN,
    description: 'Creates or changes a view of yours.',
    args: {
      id: t.arg.id({ description: 'Of the view that it takes the place of; a new one when absent.' }),
      view: t.arg({ type: ViewInput, required: true, description: 'What it is to be.' }),
      clientMutationId: t.arg.string(),
    },
    async resolve(_root, { id, view, clientMutationId }, context) {
      const keyed = keyedRequest(context, clientMutationId, ['saveFindingView', id, view]);
      return { ...(await save(context, id ?? undefined, view, keyed)), clientMutationId };
    },
  }),
  removeFindingView: t.field({
    type: KeptObject,
    ...OWN,
    description: 'Removes a view of your own.',
    args: { id: t.arg.id({ required: true, description: 'Of the view.' }), clientMutationId: t.arg.string() },
    async resolve(_root, { id, clientMutationId }, context) {
      const { db, viewer, address, now } = context;
      const keyed = keyedRequest(context, clientMutationId, ['removeFindingView', id]);
      const actor = { who: viewer.id, from: address };
      const isRemoved = await once(db, keyed, now(), z.boolean(), (tx) =>
        removeView(tx, viewer.scope, id, actor, now()),
      );
      if (isRemoved === OTHER_REQUEST) return { userErrors: [KEY_REUSED], clientMutationId };
      return { userErrors: isRemoved ? [] : [noView(id)], clientMutationId };
    },
  }),
}));

async function save(
  { db, viewer, address, now }: Context,
  id: string | undefined,
  { name, filter, columns, shared }: typeof ViewInput.$inferInput,
  keyed: KeyedRequest | undefined,
): Promise<Omit<Kept, 'clientMutationId'>> {
  const draft: ViewDraft = { name, filter: filterOf(filter), columns: columns ?? [], shared: shared ?? false };
  const mistake = mistakeInView(draft);
  if (mistake !== undefined) return { userErrors: [userError('INVALID', mistake)] };
  if (draft.shared && !isAtLeast(viewer.role, 'analyst'))
    return { userErrors: [userError('FORBIDDEN', 'Only analysts can share views.')] };
  const which = { id: id ?? randomUUID(), isNew: id === undefined };
  const actor = { who: viewer.id, from: address };
  const kept = await once(db, keyed, now(), KEPT_VIEW, (tx) => putView(tx, viewer.scope, which, draft, actor, now()));
  if (kept === OTHER_REQUEST) return { userErrors: [KEY_REUSED] };
  if (kept === 'missing') return { userErrors: [noView(which.id)] };
  if (kept === 'too-many')
    return { userErrors: [userError('TOO_MANY', `You have ${VIEWS_MAX} views already: remove one.`)] };
  return { view: { ...kept, ...draft }, userErrors: [] };
}

/**
 * The stored answer to saving a view. A repeated request has the same draft, so the answer holds only the other
 * members.
 */
const KEPT_VIEW = z.union([
  z.enum(['too-many', 'missing']),
  z.object({ id: z.string(), owner: z.string(), changedAt: z.string() }),
]);

function noView(id: string): UserError {
  return userError('NOT_FOUND', `There is no view ${id}.`, id);
}
