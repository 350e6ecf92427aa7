import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

export const TOKENS = graphql(`
  query Tokens {
    tokens {
      tokenId
      name
      role
      scope {
        everything
        accountIds
        organizationalUnits
      }
      createdBy
      createdAt
      expiresAt
      lastUsedAt
      revokedAt
    }
  }
`);

export type Token = ResultOf<typeof TOKENS>['tokens'][number];

export const CREATE_TOKEN = graphql(`
  mutation CreateToken($input: NewToken!) {
    createToken(input: $input) {
      secret
      token {
        tokenId
        name
      }
      userErrors {
        message
      }
    }
  }
`);

export type NewToken = VariablesOf<typeof CREATE_TOKEN>['input'];
type Created = ResultOf<typeof CREATE_TOKEN>['createToken'];
export interface CreatedToken {
  readonly secret: NonNullable<Created['secret']>;
  readonly token: NonNullable<Created['token']>;
}

export const REVOKE_TOKEN = graphql(`
  mutation RevokeToken($tokenId: String!) {
    revokeToken(tokenId: $tokenId) {
      userErrors {
        message
      }
    }
  }
`);
