import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { z } from 'zod';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import type { LogObjectRow } from '#db/queries/log-objects.ts';
import { logObjectsPage, redriveLogObjects, type LogObjectCursor } from '#db/queries/object-list.ts';
import { keyOfName, LOG_OBJECT_STATES, nameOf, type Trouble } from '#services/model/log-object.ts';
import { isSource } from '#services/sources/source-named.ts';
import { badInput, builder } from '../builder.ts';
import { checkPage, cursorParts, PAGE_SIZE, PAGE_SIZE_MAX, pageCost } from '../pagination.ts';
import { named, SourceName } from './enums.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const LogObjectState = builder.enumType('LogObjectState', {
  description:
    'PENDING: it is waiting. READ: records were read. PASSED: it legitimately has none. FAILED: a dead letter; it was given up and is not retried automatically.',
  values: named(LOG_OBJECT_STATES),
});

const TroubleObject = builder.objectRef<Trouble>('Trouble').implement({
  description: 'A problem with an object or a record.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'A fixed word.' }),
    message: t.exposeString('message', { description: 'The problem and what to do.' }),
    position: t.int({
      nullable: true,
      description: 'The record, line or byte; null: the whole object.',
      resolve: ({ position }) => position ?? null,
    }),
    records: t.exposeFloat('records', { description: 'Records lost to it.' }),
  }),
});

const LogObjectObject = builder.objectRef<LogObjectRow>('LogObject').implement({
  description: 'An object in a log bucket, or a file, with its state.',
  fields: (t) => ({
    name: t.string({ description: 's3://bucket/key, or the path of a file.', resolve: nameOf }),
    etag: t.exposeString('etag', { description: 'Identifies the version of the content.' }),
    state: t.expose('state', { type: LogObjectState }),
    accountId: t.exposeString('accountId', { nullable: true }),
    region: t.exposeString('region', { nullable: true }),
    source: t.field({
      type: SourceName,
      nullable: true,
      resolve: ({ source }) => (source !== null && isSource(source) ? source : null),
    }),
    sizeBytes: t.exposeFloat('sizeBytes'),
    records: t.exposeInt('records'),
    unreadable: t.exposeInt('unreadable', { description: 'Records that could not be read.' }),
    troubles: t.field({ type: [TroubleObject], resolve: ({ troubles }) => troubles }),
    note: t.exposeString('note', { nullable: true, description: 'Why it was skipped.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime' }),
    settledAt: t.expose('settledAt', { type: 'DateTime', nullable: true, description: 'When it was finished.' }),
    attempts: t.exposeInt('attempts', { description: 'Failed attempts to read it.' }),
  }),
});

const LogObjectFilterInput = builder.inputType('LogObjectFilter', {
  description: 'Filters objects: all members must match; of a list, any value.',
  fields: (t) => ({
    states: t.field({ type: [LogObjectState] }),
    accountIds: t.stringList(),
    sources: t.field({ type: [SourceName] }),
    names: t.stringList(),
    troubled: t.boolean({ description: 'With which something is the matter.' }),
  }),
});

/** Maximum of names in one request: each needs a lookup. */
const NAMES_MAX = 100;

builder.queryFields((t) => ({
  logObjects: t.connection({
    type: LogObjectObject,
    description: 'The ledger: the state of each log object, by name. 20 per page, at most 100; only forward.',
    complexity: pageCost,
    args: { filter: t.arg({ type: LogObjectFilterInput }) },
    resolve(_root, { filter, ...args }, { db, viewer }) {
      checkPage(args);
      if (args.last != null || args.before != null) throw badInput('Objects can only be read forward: use first.');
      const { states, accountIds, sources, names, troubled } = filter ?? {};
      const wanted = {
        states: states ?? undefined,
        accountIds: accountIds ?? undefined,
        sources: sources ?? undefined,
        names: names == null ? undefined : keysOf(names),
        troubled: troubled ?? undefined,
      };
      return resolveCursorConnection(
        { args, defaultSize: PAGE_SIZE, maxSize: PAGE_SIZE_MAX, toCursor: printCursor },
        async ({ after, limit }: ResolveCursorConnectionArgs) => [
          ...(await logObjectsPage(db, viewer.scope, wanted, { limit, after: parseCursor(after) })),
        ],
      );
    },
  }),
}));

interface Redriven {
  readonly redriven: number;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string | null | undefined;
}

const RedrivenObject = builder.objectRef<Redriven>('RedrivenLogObjects').implement({
  description: 'Objects that will be read again.',
  fields: (t) => ({
    redriven: t.exposeInt('redriven', { description: 'How many objects will be read again.' }),
    userErrors: t.expose('userErrors', { type: [UserErrorObject] }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

builder.mutationFields((t) => ({
  redriveLogObjects: t.field({
    type: RedrivenObject,
    description: 'Has objects read again that were given up: all that you may see, where nothing narrows them down.',
    authScopes: { role: 'engineer' },
    args: {
      names: t.arg.stringList({ description: 'Which ones, by their names; of any name when absent.' }),
      accountIds: t.arg.stringList(),
      sources: t.arg({ type: [SourceName], description: 'Of these kinds of log; of any when absent.' }),
      clientMutationId: t.arg.string(),
    },
    async resolve(_root, { clientMutationId, ...given }, context) {
      const { names, accountIds, sources } = given;
      const { db, now, viewer, address } = context;
      const refused = (error: UserError) => ({ redriven: 0, userErrors: [error], clientMutationId });
      if (names != null && names.length > NAMES_MAX) return refused(userError('TOO_MANY', tooMany(names)));
      const keyed = keyedRequest(context, clientMutationId, ['redriveLogObjects', given]);
      const actor = { who: viewer.id, from: address };
      const filter = {
        ...(names && { names: names.map(keyOfName) }),
        ...(accountIds && { accountIds }),
        ...(sources && { sources }),
      };
      const redriven = await once(db, keyed, now(), z.int(), (tx) =>
        redriveLogObjects(tx, viewer.scope, filter, actor, now()),
      );
      return redriven === OTHER_REQUEST ? refused(KEY_REUSED) : { redriven, userErrors: [], clientMutationId };
    },
  }),
}));

function keysOf(names: readonly string[]) {
  if (names.length > NAMES_MAX) throw badInput(tooMany(names));
  return names.map(keyOfName);
}

function tooMany({ length }: readonly string[]): string {
  return `At most ${NAMES_MAX} objects at once, not ${length}.`;
}

function printCursor({ bucket, key, etag }: LogObjectCursor): string {
  return Buffer.from(JSON.stringify([bucket, key, etag])).toString('base64url');
}

function parseCursor(cursor: string | undefined): LogObjectCursor | undefined {
  if (cursor === undefined) return undefined;
  const [bucket, key, etag] = cursorParts(cursor);
  if (typeof bucket !== 'string' || typeof key !== 'string' || typeof etag !== 'string')
    throw badInput('This cursor does not belong to this list: start again without it.');
  return { bucket, key, etag };
}
