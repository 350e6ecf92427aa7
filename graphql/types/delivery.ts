import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { z } from 'zod';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import {
  deliveriesPage,
  deliveryCounts,
  redriveDeliveries,
  type Delivery,
  type DeliveryCount,
  type DeliveryCursor,
} from '#db/queries/delivery-list.ts';
import { findingsById } from '#db/queries/findings.ts';
import { DELIVERY_STATES } from '#services/model/delivery.ts';
import { badInput, builder } from '../builder.ts';
import { checkPage, cursorParts, ID, PAGE_SIZE, PAGE_SIZE_MAX, pageCost } from '../pagination.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const DeliveryState = builder.enumType('DeliveryState', {
  description: 'The state of a delivery.',
  values: {
    PENDING: { value: 'pending', description: 'It is waiting to be sent, or to be retried.' },
    DELIVERED: { value: 'delivered' },
    WITHHELD: { value: 'withheld', description: 'The filter of the sink excludes the finding.' },
    FAILED: { value: 'failed', description: 'A dead letter: it was rejected and is not retried automatically.' },
  } satisfies Record<string, { readonly value: (typeof DELIVERY_STATES)[number]; readonly description?: string }>,
});

/** Complexity: each document takes a query of its own. */
const DOCUMENT = 100;

const DeliveryObject = builder.objectRef<Delivery>('Delivery').implement({
  description: 'The delivery of a finding to a sink: one for each finding and sink, for the newest version.',
  fields: (t) => ({
    sink: t.exposeString('sink'),
    findingId: t.exposeString('findingId'),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region'),
    type: t.exposeString('type', { description: 'Id of the finding.' }),
    state: t.expose('state', { type: DeliveryState }),
    version: t.expose('version', {
      type: 'DateTime',
      description: 'The version of the finding that is waiting or was sent.',
    }),
    attempts: t.exposeInt('attempts', { description: 'Attempts to send this version.' }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null if nothing is waiting.',
      resolve: ({ state, nextAttemptAt }) => (state === 'pending' ? nextAttemptAt : null),
    }),
    deliveredAt: t.expose('deliveredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a version was last delivered.',
    }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'Why this version was not taken.' }),
    document: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The very document that the sink is sent of the finding as it is now; null for a sink that is not in use.',
      complexity: DOCUMENT,
      async resolve({ sink: name, findingId }, _args, { db, viewer, sinks }) {
        const sink = sinks.find((each) => each.name === name);
        const [finding] = sink === undefined ? [] : await findingsById(db, viewer.scope, [findingId]);
        return finding === undefined ? null : sink?.render(finding);
      },
    }),
  }),
});

const DeliveryCountObject = builder.objectRef<DeliveryCount>('DeliveryCount').implement({
  fields: (t) => ({
    sink: t.exposeString('sink'),
    state: t.expose('state', { type: DeliveryState }),
    deliveries: t.exposeInt('deliveries'),
  }),
});

const DeliveryFilterInput = builder.inputType('DeliveryFilter', {
  description: 'Filters deliveries: all members must match; of a list, any value.',
  fields: (t) => ({
    sinks: t.stringList(),
    states: t.field({ type: [DeliveryState] }),
    findingIds: t.stringList(),
  }),
});

builder.queryFields((t) => ({
  deliveries: t.connection({
    type: DeliveryObject,
    description: 'Waiting and finished deliveries, by sink and finding. 20 per page, at most 100; only forward.',
    complexity: pageCost,
    args: { filter: t.arg({ type: DeliveryFilterInput }) },
    resolve(_root, { filter, ...args }, { db, viewer }) {
      checkPage(args);
      if (args.last != null || args.before != null) throw badInput('Deliveries can only be read forward: use first.');
      const { sinks, states, findingIds } = filter ?? {};
      const wanted = {
        sinks: sinks ?? undefined,
        states: states ?? undefined,
        findingIds: findingIds ?? undefined,
      };
      return resolveCursorConnection(
        { args, defaultSize: PAGE_SIZE, maxSize: PAGE_SIZE_MAX, toCursor: printCursor },
        async ({ after, limit }: ResolveCursorConnectionArgs) => [
          ...(await deliveriesPage(db, viewer.scope, wanted, { limit, after: parseCursor(after) })),
        ],
      );
    },
  }),
  deliveryCounts: t.field({
    type: [DeliveryCountObject],
    description: 'The number of deliveries to each sink in each state.',
    complexity: { field: 20, multiplier: 10 },
    resolve: (_root, _args, { db, viewer }) => deliveryCounts(db, viewer.scope),
  }),
}));

interface Redriven {
  readonly redriven: number;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string | null | undefined;
}

const RedrivenObject = builder.objectRef<Redriven>('RedrivenDeliveries').implement({
  description: 'Deliveries that are to be tried again.',
  fields: (t) => ({
    redriven: t.exposeInt('redriven', { description: 'How many of them were dead letters.' }),
    userErrors: t.expose('userErrors', { type: [UserErrorObject] }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

/** Maximum of findings and of sinks in one request. */
const NAMED_MAX = 100;

builder.mutationFields((t) => ({
  redriveDeliveries: t.field({
    type: RedrivenObject,
    description: 'Has dead letters sent again: all that you may see, where nothing narrows them down.',
    authScopes: { role: 'engineer' },
    args: {
      sinks: t.arg.stringList({ description: 'To these sinks; to any when absent.' }),
      findingIds: t.arg.stringList({ description: 'Of these findings; of any when absent.' }),
      clientMutationId: t.arg.string(),
    },
    async resolve(_root, { clientMutationId, ...given }, context) {
      const { db, now, viewer, address } = context;
      const { sinks, findingIds } = given;
      const refused = (error: UserError) => ({ redriven: 0, userErrors: [error], clientMutationId });
      const most = Math.max(sinks?.length ?? 0, findingIds?.length ?? 0);
      if (most > NAMED_MAX)
        return refused(userError('TOO_MANY', `At most ${NAMED_MAX} sinks or findings at once, not ${most}.`));
      const keyed = keyedRequest(context, clientMutationId, ['redriveDeliveries', given]);
      const actor = { who: viewer.id, from: address };
      const filter = { ...(sinks && { sinks }), ...(findingIds && { findingIds }) };
      const redriven = await once(db, keyed, now(), z.int(), (tx) =>
        redriveDeliveries(tx, viewer.scope, filter, actor, now()),
      );
      return redriven === OTHER_REQUEST ? refused(KEY_REUSED) : { redriven, userErrors: [], clientMutationId };
    },
  }),
}));

function printCursor({ sink, findingId }: DeliveryCursor): string {
  return Buffer.from(JSON.stringify([sink, findingId])).toString('base64url');
}

function parseCursor(cursor: string | undefined): DeliveryCursor | undefined {
  if (cursor === undefined) return undefined;
  const [sink, findingId] = cursorParts(cursor);
  if (typeof sink !== 'string' || !SINK.test(sink) || typeof findingId !== 'string' || !ID.test(findingId))
    throw badInput('This cursor does not belong to this list: start again without it.');
  return { sink, findingId };
}

const SINK = /^[a-z0-9-]+(\/[a-z0-9-]+)?$/;
