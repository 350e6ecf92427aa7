import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import type { FindingType } from '#services/model/finding-type.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { isAtLeast, scopeName, type Role } from '#services/model/viewer.ts';
import type { ChangeCursor } from '#db/queries/changes.ts';
import type { Context } from './context.ts';
import { momentOf } from './moment.ts';

/** Types and queries are added to it by the files in `types/`. */
export const builder = new SchemaBuilder<{
  Context: Context;
  /** What a field says that it is for: `authScopes: { role: 'analyst' }`. */
  AuthScopes: { role: Role; everything: boolean };
  DefaultFieldNullability: false;
  Scalars: {
    Cursor: { Input: ChangeCursor; Output: ChangeCursor };
    DateTime: { Input: Date; Output: Date | string };
    FindingType: { Input: FindingType; Output: FindingType };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: { nodesOnConnection: true, nodeQueryOptions: false, nodesQueryOptions: false },
  scopeAuth: {
    authScopes: ({ viewer }) => ({
      role: (needed) => isAtLeast(viewer.role, needed),
      everything: viewer.scope.kind === 'everything',
    }),
    unauthorizedError: (_parent, { viewer }, { fieldName }) =>
      new GraphQLError(`The role ${viewer.role} within ${scopeName(viewer.scope)} is not enough for ${fieldName}.`, {
        extensions: { code: 'FORBIDDEN' },
      }),
  },
  complexity: {
    defaultComplexity: 1,
    // Connections charge for the page they are asked for; `nodes` and `edges` must not multiply again.
    defaultListMultiplier: 1,
    // A page of a hundred findings with everything in it costs about 8,000; nothing nests deeper than a finding's remote end.
    limit: { complexity: 10_000, depth: 12, breadth: 300 },
    complexityError: (kind, result) =>
      new GraphQLError(
        `The query asks for too much at once (${kind.toLowerCase()}): ask for fewer fields or a smaller page.`,
        {
          extensions: { code: 'QUERY_TOO_COMPLEX', ...result },
        },
      ),
  },
});

builder.scalarType('DateTime', {
  description:
    'A moment in ISO 8601 with its offset from UTC, such as 2026-11-22T19:47:03.000Z; a date is its first moment in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (typeof value === 'string' ? value : value.toISOString()),
  parseValue(value) {
    const moment = typeof value === 'string' ? momentOf(value) : undefined;
    if (moment === undefined)
      throw badInput(`"${String(value)}" is no moment: write ISO 8601, such as 2026-11-22T19:47:03Z.`);
    return moment;
  },
});

builder.scalarType('FindingType', {
  description: 'A finding type, such as UnauthorizedAccess:EC2/SSHBruteForce.',
  serialize: (value) => value,
  parseValue(value) {
    if (typeof value === 'string' && isFindingType(value)) return value;
    throw badInput(`"${String(value)}" is no finding type: expected Purpose:Resource/Family[.Mechanism][!Artifact].`);
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});

builder.queryType({ authScopes: { role: 'viewer' } });
/** Each says the role that it is for. */
builder.mutationType({ authScopes: { role: 'analyst' } });
builder.subscriptionType({ authScopes: { role: 'viewer' } });

/** The caller's mistake, told in full: it is not masked. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** What would take too long is not begun. */
export function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX' } });
}
