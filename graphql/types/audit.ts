import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { auditPage } from '#db/queries/audit.ts';
import type { AuditRow } from '#services/model/audit.ts';
import { badInput, builder } from '../builder.ts';
import { checkPage, cursorParts, PAGE_SIZE, PAGE_SIZE_MAX, pageCost } from '../pagination.ts';
import { ADMINISTERS } from './viewer.ts';

const AuditEntryObject = builder.objectRef<AuditRow>('AuditEntry').implement({
  description: 'Something that somebody did. Each entry has a hash of itself and of the entry before it.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    place: t.exposeFloat('place', { description: 'The position in the chain: from 1, without gaps.' }),
    at: t.expose('at', { type: 'DateTime' }),
    who: t.string({ description: 'As in Viewer.identity.', resolve: ({ entry }) => entry.who }),
    from: t.string({
      nullable: true,
      description: 'An address, or command line. Null: it was automatic.',
      resolve: ({ entry }) => entry.from,
    }),
    what: t.string({ description: 'Such as finding.decide.', resolve: ({ entry }) => entry.what }),
    subject: t.string({
      nullable: true,
      description: 'The id of the changed object: a finding, a rule, a token, a view.',
      resolve: ({ entry }) => entry.subject,
    }),
    before: t.field({ type: 'JSON', nullable: true, resolve: ({ entry }) => entry.before }),
    after: t.field({ type: 'JSON', nullable: true, resolve: ({ entry }) => entry.after }),
    about: t.field({ type: 'JSON', nullable: true, resolve: ({ entry }) => entry.about }),
    hash: t.exposeString('hash', { description: 'SHA-256: vedette audit verify follows the chain.' }),
  }),
});

builder.queryFields((t) => ({
  auditLog: t.connection({
    type: AuditEntryObject,
    description: 'The audit log, latest first. 20 entries per page, at most 100; only forward.',
    authScopes: ADMINISTERS,
    complexity: pageCost,
    args: { subject: t.arg.string({ description: 'Only entries about this finding, rule, token or view.' }) },
    resolve(_root, { subject, ...args }, { db, viewer }) {
      checkPage(args);
      if (args.last != null || args.before != null) throw badInput('The log can only be read forward: use first.');
      return resolveCursorConnection(
        { args, defaultSize: PAGE_SIZE, maxSize: PAGE_SIZE_MAX, toCursor: printCursor },
        async ({ after, limit }: ResolveCursorConnectionArgs) => [
          ...(await auditPage(db, viewer.scope, { subject: subject ?? undefined, before: parseCursor(after), limit })),
        ],
      );
    },
  }),
}));

function printCursor({ place }: AuditRow): string {
  return Buffer.from(JSON.stringify([place])).toString('base64url');
}

function parseCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [place] = cursorParts(cursor);
  if (typeof place !== 'number' || !Number.isSafeInteger(place))
    throw badInput('This cursor does not belong to this list: start again without it.');
  return place;
}
