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
  description: 'A filter of findings that somebody gave a name, and what is to be shown of what it lets through.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    filter: t.field({
      type: 'JSON',
      description: 'What FindingFilter takes: give it to `findings` as it is.',
      resolve: ({ filter }) => filterJson(filter),
    }),
    columns: t.exposeStringList('columns', {
      description: 'What is shown, in order; whoever shows it knows what the names mean. None: whatever is usual.',
    }),
    shared: t.exposeBoolean('shared', { description: 'For everybody who sees as much as its owner does.' }),
    owner: t.exposeString('owner', { description: 'The identity of the viewer who made it.' }),
    isMine: t.boolean({
      description: 'You made it, and may change and remove it.',
      resolve: ({ owner }, _args, { viewer }) => owner === viewer.id,
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was made, or last changed.' }),
  }),
});

const ViewInput = builder.inputType('FindingViewInput', {
  description: 'A view as somebody wishes it.',
  fields: (t) => ({
    name: t.string({ required: true, description: '1 to 100 letters.' }),
    filter: t.field({ type: FindingFilterInput, required: true, description: 'Which findings it shows.' }),
    columns: t.stringList({ description: 'What it shows of them, in order.' }),
    shared: t.boolean({ description: 'For everybody who sees as much as you do: for analysts.' }),
  }),
});

interface Kept {
  readonly view?: View;
  readonly userErrors: readonly UserError[];
}

const KeptObject = builder.objectRef<Kept>('KeptFindingView').implement({
  description: 'What became of a view.',
  fields: (t) => ({
    view: t.field({
      type: ViewObject,
      nullable: true,
      description: 'As it is kept now; null where it is not.',
      resolve: ({ view }) => view,
    }),
    userErrors: t.field({
      type: [UserErrorObject],
      description: 'What you can put right.',
      resolve: ({ userErrors }) => userErrors,
    }),
  }),
});

builder.queryFields((t) => ({
  findingViews: t.field({
    type: [ViewObject],
    complexity: { field: 10, multiplier: 20 },
    description: 'Your views, and those that others share, by their names.',
    resolve: (_root, _args, { db, viewer }) => viewsFor(db, viewer.scope, viewer.id),
  }),
}));

/** Viewers may change their own views, even when they may change nothing else. */
const OWN = { skipTypeScopes: true, authScopes: { role: 'viewer' } } as const;

builder.mutationFields((t) => ({
  saveFindingView: t.field({
    type: KeptObject,
    ...OWN,
    description: 'Keeps a view of your own, or changes one.',
    args: {
      id: t.arg.id({ description: 'Of the view that it takes the place of; a new one when absent.' }),
      view: t.arg({ type: ViewInput, required: true, description: 'What it is to be.' }),
    },
    resolve: (_root, { id, view }, context) => save(context, id ?? undefined, view),
  }),
  removeFindingView: t.field({
    type: KeptObject,
    ...OWN,
    description: 'Removes a view of your own.',
    args: { id: t.arg.id({ required: true, description: 'Of the view.' }) },
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
    return { userErrors: [userError('FORBIDDEN', 'What others are shown, analysts share.')] };
  const which = { id: id ?? randomUUID(), isNew: id === undefined };
  const actor = { who: viewer.id, from: address };
  const kept = await db.transaction((tx) => putView(tx, viewer.scope, which, draft, actor, now()));
  if (kept === 'missing') return { userErrors: [noView(which.id)] };
  if (kept === 'too-many')
    return { userErrors: [userError('TOO_MANY', `You have ${VIEWS_MAX} views already: remove one.`)] };
  return { view: kept, userErrors: [] };
}

function noView(id: string): UserError {
  return userError('NOT_FOUND', `There is no view ${id}.`, id);
}
