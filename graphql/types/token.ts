import { issueToken, withdrawToken } from '#db/queries/access/audited-tokens.ts';
import { allTokens, TOKEN_DAYS, type TokenRow } from '#db/queries/access/tokens.ts';
import { scopeOf } from '#services/model/viewer.ts';
import { badInput, builder } from '../builder.ts';
import { Role } from './enums.ts';
import { ADMINISTERS, ScopeObject } from './viewer.ts';

const TokenObject = builder.objectRef<TokenRow>('Token').implement({
  description: 'What a machine shows to ask this API. The secret itself is told once, when it is made.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    tokenId: t.exposeString('id'),
    name: t.exposeString('name'),
    role: t.field({ type: Role, resolve: ({ granted }) => granted.role }),
    scope: t.field({ type: ScopeObject, resolve: ({ granted }) => granted.scope }),
    createdBy: t.exposeString('createdBy', { description: 'The identity of the viewer that made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'To the minute.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
});

const NewTokenInput = builder.inputType('NewToken', {
  description: 'Its scope is either everything, or accounts and organizational units.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Who uses it for what; 1 to 100 characters.' }),
    role: t.field({ type: Role, required: true }),
    everything: t.boolean({ description: 'Whether it may see the findings of every account.' }),
    accountIds: t.stringList({ description: 'Accounts that it may see.' }),
    organizationalUnits: t.stringList({ description: 'Ids of units: it may see the accounts below them.' }),
    days: t.int({
      defaultValue: TOKEN_DAYS.usual,
      required: true,
      description: `For how many days it is good: 1 to ${TOKEN_DAYS.most}.`,
    }),
  }),
});

const CreatedToken = builder
  .objectRef<{ readonly secret: string; readonly token: TokenRow }>('CreatedToken')
  .implement({
    authScopes: ADMINISTERS,
    fields: (t) => ({
      secret: t.exposeString('secret', { description: 'What the machine shows. Nobody can be told it again.' }),
      token: t.expose('token', { type: TokenObject }),
    }),
  });

builder.queryFields((t) => ({
  tokens: t.field({
    type: [TokenObject],
    description: 'The newest last; also those that are over.',
    authScopes: ADMINISTERS,
    complexity: { field: 20, multiplier: 50 },
    resolve: (_root, _args, { db }) => allTokens(db),
  }),
}));

builder.mutationFields((t) => ({
  createToken: t.field({
    type: CreatedToken,
    authScopes: ADMINISTERS,
    args: { input: t.arg({ type: NewTokenInput, required: true }) },
    async resolve(_root, { input }, { db, now, viewer, address }) {
      const name = input.name.trim();
      if (name.length < 1 || name.length > 100) throw badInput('A token has a name of 1 to 100 characters.');
      if (input.days < 1 || input.days > TOKEN_DAYS.most)
        throw badInput(`A token is good for 1 to ${TOKEN_DAYS.most} days, not for ${input.days}.`);
      const scope = scopeOf({ ...input, accounts: input.accountIds });
      if (typeof scope === 'string') throw badInput(scope);
      const granted = { role: input.role, scope };
      return issueToken(db, { name, granted, days: input.days }, { who: viewer.id, from: address }, now());
    },
  }),
  revokeToken: t.field({
    type: TokenObject,
    description: 'Ends a token at once.',
    authScopes: ADMINISTERS,
    args: { tokenId: t.arg.string({ required: true }) },
    async resolve(_root, { tokenId }, { db, now, viewer, address }) {
      const token = await withdrawToken(db, tokenId, { who: viewer.id, from: address }, now());
      if (token === undefined) throw badInput('There is no such token, or it is revoked already.');
      return token;
    },
  }),
}));
