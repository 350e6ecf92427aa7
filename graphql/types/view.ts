import { randomUUID } from 'node:crypto';
import { putView, removeView, viewsFor } from '#db/queries/views.ts';
import { filterJson } from '#services/model/finding-filter.ts';
import { mistakeInView, VIEWS_MAX, type View, type ViewDraft } from '#services/model/view.ts';
import { isAtLeast } from '#services/model/viewer.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';
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
      id: t.arg.id({ description: 'Id of the view to replace; the default is to create a new one.' }),
      view: t.arg({ type: ViewInput, required: true, description: 'The new values.' }),
    },
    resolve: (_root, { id, view }, context) => save(context, id ?? undefined, view),
  }),
  removeFindingView: t.field({
    type: KeptObject,
    ...OWN,
    description: 'Removes one of your views.',
    args: { id: t.arg.id({ required: true, description: 'Id of the view.' }) },
    async resolve(_root, { id }, { db, viewer, address, now }) {
      const actor = { who: viewer.id, from: address };
      const isRemoved = await db.transaction((tx) => removeView(tx, viewer.scope, id, actor, now()));
      return { userErrors: isRemoved ? [] : [noView(id)] };
    },
  }),
}));

async function save(
  { db, viewer, address, now }: Context,
  id: string | undefined,
  { name, filter, columns, shared }: typeof ViewInput.$inferInput,
): Promise<Kept> {
  const draft: ViewDraft = { name, filter: filterOf(filter), columns: columns ?? [], shared: shared ?? false };
  const mistake = mistakeInView(draft);
  if (mistake !== undefined) return { userErrors: [userError('INVALID', mistake)] };
  if (draft.shared && !isAtLeast(viewer.role, 'analyst'))
    return { userErrors: [userError('FORBIDDEN', 'Only analysts can share views.')] };
  const which = { id: id ?? randomUUID(), isNew: id === undefined };
  const actor = { who: viewer.id, from: address };
  const kept = await db.transaction((tx) => putView(tx, viewer.scope, which, draft, actor, now()));
  if (kept === 'missing') return { userErrors: [noView(which.id)] };
  if (kept === 'too-many')
    return { userErrors: [userError('TOO_MANY', `You already have ${VIEWS_MAX} views: remove one first.`)] };
  return { view: kept, userErrors: [] };
}

function noView(id: string): UserError {
  return userError('NOT_FOUND', `There is no view ${id}.`, id);
}
