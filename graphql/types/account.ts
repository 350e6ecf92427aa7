import { accountsById, allAccounts, type AccountRow } from '#db/queries/accounts.ts';
import type { CoverageRow } from '#db/queries/coverage.ts';
import { builder } from '../builder.ts';
import { inOrder } from '../nodes.ts';
import { CoverageReason, CoverageState, CoverageSubject, SourceName } from './enums.ts';

const CoverageFact = builder.objectRef<CoverageRow>('CoverageFact').implement({
  description: 'What can be seen of an account and since when, or why not.',
  fields: (t) => ({
    about: t.expose('about', { type: CoverageSubject }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region', { nullable: true, description: 'Null: the whole account.' }),
    source: t.expose('source', { type: SourceName, nullable: true, description: 'Null: every kind of log.' }),
    state: t.expose('state', { type: CoverageState }),
    reason: t.expose('reason', { type: CoverageReason }),
    detail: t.exposeString('detail', { description: 'The problem and what to do.' }),
    since: t.expose('since', { type: 'DateTime' }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime' }),
  }),
});

const AccountObject = builder.node(builder.objectRef<AccountRow>('Account'), {
  description: 'An account of the organization, as last listed.',
  id: { resolve: ({ id }) => id },
  loadMany: async (ids, { db, viewer }) => inOrder(ids, await accountsById(db, viewer.scope, ids)),
  fields: (t) => ({
    accountId: t.exposeString('id', { description: 'The account id: twelve digits.' }),
    name: t.exposeString('name'),
    email: t.exposeString('email', { nullable: true }),
    status: t.exposeString('status', {
      description: 'The status in AWS Organizations: ACTIVE, SUSPENDED, PENDING_CLOSURE…',
    }),
    management: t.exposeBoolean('management', { description: 'The account that pays and owns the organization.' }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', nullable: true }),
    listedAt: t.expose('listedAt', { type: 'DateTime' }),
    organizationalUnits: t.field({
      type: ['String'],
      description:
        'The ids of the organizational units above it, the nearest first. If Vedette may not list the tree, only those that settings, lists, rules or viewers name.',
      resolve: ({ organizationalUnits }) => [...organizationalUnits],
    }),
    coverage: t.field({
      type: [CoverageFact],
      resolve: async ({ id }, _args, context) => (await context.coverage()).filter(({ accountId }) => accountId === id),
    }),
  }),
});

builder.queryFields((t) => ({
  accounts: t.field({
    type: [AccountObject],
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, _args, { db, viewer }) => allAccounts(db, viewer.scope),
  }),
  coverage: t.field({
    type: [CoverageFact],
    description: 'Gaps first.',
    complexity: { field: 1, multiplier: 50 },
    args: { accountId: t.arg.string(), state: t.arg({ type: CoverageState }) },
    async resolve(_root, { accountId, state }, context) {
      const facts = await context.coverage();
      return facts.filter(
        (fact) => (accountId ?? fact.accountId) === fact.accountId && (state ?? fact.state) === fact.state,
      );
    },
  }),
}));
