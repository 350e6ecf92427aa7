import { z } from 'zod';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import { issueTokenOnce, withdrawToken } from '#db/queries/access/audited-tokens.ts';
import { allTokens, TOKEN_DAYS, tokenOf, type NewToken, type TokenRow } from '#db/queries/access/tokens.ts';
import { scopeOf } from '#services/model/viewer.ts';
import { builder } from '../builder.ts';
import { Role } from './enums.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';
import { ADMINISTERS, ScopeObject } from './viewer.ts';

const TokenObject = builder.objectRef<TokenRow>('Token').implement({
  description:
    'A credential for a machine to use this API. The secret itself is shown once, when the token is created.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    tokenId: t.exposeString('id'),
    name: t.exposeString('name'),
    role: t.field({ type: Role, resolve: ({ granted }) => granted.role }),
    scope: t.field({ type: ScopeObject, resolve: ({ granted }) => granted.scope }),
    createdBy: t.exposeString('createdBy', { description: 'The identity of the viewer who created it.' }),
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
    organizationalUnits: t.stringList({ description: 'Ids of organizational units whose accounts it may see.' }),
    days: t.int({
      defaultValue: TOKEN_DAYS.usual,
      required: true,
      description: `Number of days until it expires: 1 to ${TOKEN_DAYS.most}.`,
    }),
  }),
});

interface Changed {
  readonly token?: TokenRow;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string | null | undefined;
}

const CreatedToken = builder.objectRef<Changed & { readonly secret?: string | undefined }>('CreatedToken').implement({
  authScopes: ADMINISTERS,
  fields: (t) => ({
    secret: t.exposeString('secret', {
      nullable: true,
      description:
        'The secret of the token. It is shown only once: null if the request was repeated with the same clientMutationId.',
    }),
    token: t.expose('token', { type: TokenObject, nullable: true }),
    userErrors: t.expose('userErrors', { type: [UserErrorObject] }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

const RevokedToken = builder.objectRef<Changed>('RevokedToken').implement({
  description: 'A revoked token.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    token: t.expose('token', {
      type: TokenObject,
      nullable: true,
      description: 'Null if there was none to revoke.',
    }),
    userErrors: t.expose('userErrors', { type: [UserErrorObject] }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

builder.queryFields((t) => ({
  tokens: t.field({
    type: [TokenObject],
    description: 'Newest last; includes expired and revoked tokens.',
    authScopes: ADMINISTERS,
    complexity: { field: 20, multiplier: 50 },
    resolve: (_root, _args, { db }) => allTokens(db),
  }),
}));

builder.mutationFields((t) => ({
  createToken: t.field({
    type: CreatedToken,
    authScopes: ADMINISTERS,
    args: {
      input: t.arg({ type: NewTokenInput, required: true }),
      clientMutationId: t.arg.string({
        description:
          'A key that you choose. Repeating the request with the same key within a day creates no other token.',
      }),
    },
    async resolve(_root, { input, clientMutationId }, context) {
      const { db, now, viewer, address } = context;
      const wanted = wantedOf(input);
      if (typeof wanted === 'string') return { userErrors: [userError('INVALID', wanted)], clientMutationId };
      const issued = await issueTokenOnce(db, wanted, {
        actor: { who: viewer.id, from: address },
        now: now(),
        keyed: keyedRequest(context, clientMutationId, ['createToken', input]),
      });
      return issued === OTHER_REQUEST
        ? { userErrors: [KEY_REUSED], clientMutationId }
        : { ...issued, userErrors: [], clientMutationId };
    },
  }),
  revokeToken: t.field({
    type: RevokedToken,
    description: 'Revokes a token immediately.',
    authScopes: ADMINISTERS,
    args: { tokenId: t.arg.string({ required: true }), clientMutationId: t.arg.string() },
    async resolve(_root, { tokenId, clientMutationId }, context) {
      const { db, now, viewer, address } = context;
      const keyed = keyedRequest(context, clientMutationId, ['revokeToken', tokenId]);
      const isRevoked = await once(db, keyed, now(), z.boolean(), (tx) =>
        withdrawToken(tx, tokenId, { who: viewer.id, from: address }, now()),
      );
      if (isRevoked === OTHER_REQUEST) return { userErrors: [KEY_REUSED], clientMutationId };
      return isRevoked
        ? { token: await tokenOf(db, tokenId), userErrors: [], clientMutationId }
        : { userErrors: [userError('NOT_FOUND', NO_TOKEN, tokenId)], clientMutationId };
    },
  }),
}));

const NO_TOKEN = 'There is no such token, or it is already revoked.';

/** @returns the token, or a sentence that says what is wrong with it */
function wantedOf(input: typeof NewTokenInput.$inferInput): NewToken | string {
  const name = input.name.trim();
  if (name.length < 1 || name.length > 100) return 'A token has a name of 1 to 100 characters.';
  if (input.days < 1 || input.days > TOKEN_DAYS.most)
    return `A token is valid for 1 to ${TOKEN_DAYS.most} days, not for ${input.days}.`;
  const scope = scopeOf({ ...input, accounts: input.accountIds });
  return typeof scope === 'string' ? scope : { name, granted: { role: input.role, scope }, days: input.days };
}
