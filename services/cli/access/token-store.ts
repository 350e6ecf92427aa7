import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { issueToken, withdrawToken } from '#db/queries/access/audited-tokens.ts';
import { allTokens, type NewToken, type TokenRow } from '#db/queries/access/tokens.ts';
import { Failure } from '#services/model/failure.ts';
import { ROLES, type ViewerScope } from '#services/model/viewer.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';
import { LOCAL } from '../local.ts';

/** A token, as people are shown it. */
export interface TokenLine {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly scope: ViewerScope;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Where tokens are read and written: the database, or a running service that has it open. */
export interface TokenStore extends AsyncDisposable {
  /** @returns the secret that the machine must send; it is shown this once and cannot be read again */
  create(token: NewToken): Promise<{ readonly secret: string; readonly token: TokenLine }>;
  list(): Promise<readonly TokenLine[]>;
  /** @returns whether there was one to revoke */
  revoke(id: string): Promise<boolean>;
}

/** @param url of a service's API; the database of the settings is opened when there is none */
export async function openTokens(
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<TokenStore> {
  return url === undefined ? fromDatabase(config.databaseUrl) : fromApi(url, config.apiToken);
}

async function fromDatabase(databaseUrl: string): Promise<TokenStore> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    async create(wanted) {
      const { secret, token } = await issueToken(db, wanted, LOCAL, new Date());
      return { secret, token: lineOf(token) };
    },
    list: async () => (await allTokens(db)).map(lineOf),
    revoke: (id) => db.transaction((tx) => withdrawToken(tx, id, LOCAL, new Date())),
    [Symbol.asyncDispose]: close,
  };
}

function lineOf({ granted, ...token }: TokenRow): TokenLine {
  return { ...token, ...granted };
}

const FIELDS = `tokenId name role scope { everything accountIds organizationalUnits } createdBy expiresAt lastUsedAt revokedAt`;

const MOMENT = z.iso.datetime().transform((text) => new Date(text));
const TOKEN = z
  .object({
    tokenId: z.string(),
    name: z.string(),
    role: z.string().toLowerCase().pipe(z.enum(ROLES)),
    scope: z
      .object({
        everything: z.boolean(),
        accountIds: z.array(z.string()),
        organizationalUnits: z.array(z.string()),
      })
      .transform(({ everything, accountIds, organizationalUnits }): ViewerScope =>
        everything ? { kind: 'everything' } : { kind: 'some', accounts: accountIds, organizationalUnits },
      ),
    createdBy: z.string(),
    expiresAt: MOMENT,
    lastUsedAt: MOMENT.nullable(),
    revokedAt: MOMENT.nullable(),
  })
  .transform(({ tokenId: id, ...rest }) => ({ id, ...rest }));

const CHANGED = z.object({ userErrors: z.array(z.object({ message: z.string() })) });
const CREATED = CHANGED.extend({ secret: z.string().nullable(), token: TOKEN.nullable() });

function refused(userErrors: z.infer<typeof CHANGED>['userErrors']): Failure {
  return new Failure('refused', userErrors.map(({ message }) => message).join(' '));
}

function fromApi(url: string, apiToken: string | undefined): TokenStore {
  const ask = <Data>(query: string, variables: object, shape: z.ZodType<Data>) =>
    askApi(url, apiToken, query, variables, shape);
  return {
    async create({ name, granted: { role, scope }, days }) {
      const query = `mutation Create($input: NewToken!) { createToken(input: $input) { secret token { ${FIELDS} } userErrors { message } } }`;
      const seen =
        scope.kind === 'everything'
          ? { everything: true }
          : { accountIds: scope.accounts, organizationalUnits: scope.organizationalUnits };
      const input = { name, role: role.toUpperCase(), days, ...seen };
      const { secret, token, userErrors } = (await ask(query, { input }, z.object({ createToken: CREATED })))
        .createToken;
      if (secret === null || token === null) throw refused(userErrors);
      return { secret, token };
    },
    list: async () => (await ask(`{ tokens { ${FIELDS} } }`, {}, z.object({ tokens: z.array(TOKEN) }))).tokens,
    async revoke(id) {
      const query = 'mutation Revoke($id: String!) { revokeToken(tokenId: $id) { userErrors { message } } }';
      const { userErrors } = (await ask(query, { id }, z.object({ revokeToken: CHANGED }))).revokeToken;
      // An error means that there is no such token, or that it is revoked already.
      return userErrors.length === 0;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
