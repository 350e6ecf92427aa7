import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import type { FindingType } from '#services/model/finding-type.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { isAtLeast, scopeName, type Role } from '#services/model/viewer.ts';
import type { ChangeCursor } from '#db/queries/changes.ts';
import type { SealedCursor } from './changes/cursor.ts';
import type { Context } from './context.ts';
import { momentOf } from '#services/model/moment.ts';

const NODES_MAX = 100;

/**
 * Complexity of details that exist in several kinds, of which a thing has one. A query that asks for all kinds gets the
 * fields of one, about a quarter.
 */
export const ONE_OF_SEVERAL = { field: 0.4, multiplier: 0.25 } as const;

/** The files in `types/` add types and queries to it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  /** The role that a field requires: `authScopes: { role: 'analyst' }`. */
  AuthScopes: { role: Role; everything: boolean };
  DefaultFieldNullability: false;
  Scalars: {
    Cursor: { Input: SealedCursor; Output: ChangeCursor };
    DateTime: { Input: Date; Output: Date | string };
    FindingType: { Input: FindingType; Output: FindingType };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    nodesOnConnection: true,
    nodeQueryOptions: { description: 'A finding or an account by its id; null if there is none that you may see.' },
    nodesQueryOptions: {
      description: `The same for several: at most ${NODES_MAX} at once.`,
      complexity: ({ ids }) => ({ field: 1, multiplier: Math.min(ids.length, NODES_MAX) }),
      resolve(_root, { ids }, _context, _info, resolveNodes) {
        if (ids.length > NODES_MAX) throw badInput(`At most ${NODES_MAX} nodes at once; you asked for ${ids.length}.`);
        return resolveNodes(ids);
      },
    },
    encodeGlobalID: (typename, id) => globalId(typename, String(id)),
    decodeGlobalID,
  },
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
    // A field that needs no query of its own costs less than one that does.
    defaultComplexity: 0.4,
    // A connection already counts its page size (`pageCost`); `nodes` and `edges` must not multiply again.
    defaultListMultiplier: 1,
    // A page of a hundred findings with everything that is in them costs about 8,500, for 500 fields; the remote end of
    // a finding is the deepest nesting.
    limit: { complexity: 10_000, depth: 12, breadth: 550 },
    complexityError: (kind, result) =>
      new GraphQLError(`The query is too large (${kind.toLowerCase()}): ask for fewer fields or a smaller page.`, {
        extensions: { code: 'QUERY_TOO_COMPLEX', ...result },
      }),
  },
});

builder.scalarType('DateTime', {
  description:
    'A time in ISO 8601 with its offset from UTC, such as 2026-11-22T19:47:03.000Z; a date means its start in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (typeof value === 'string' ? value : value.toISOString()),
  parseValue(value) {
    const moment = typeof value === 'string' ? momentOf(value) : undefined;
    if (moment === undefined)
      throw badInput(`"${String(value)}" is not a time: write ISO 8601, such as 2026-11-22T19:47:03Z.`);
    return moment;
  },
});

builder.scalarType('FindingType', {
  specifiedByURL: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html',
  description: 'A finding type, such as UnauthorizedAccess:EC2/SSHBruteForce.',
  serialize: (value) => value,
  parseValue(value) {
    if (typeof value === 'string' && isFindingType(value)) return value;
    throw badInput(
      `"${String(value)}" is not a finding type: expected Purpose:Resource/Family[.Mechanism][!Artifact].`,
    );
  },
});

builder.scalarType('JSON', {
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});

builder.queryType({ authScopes: { role: 'viewer' } });
/** The default role; a field may require another one. */
builder.mutationType({ authScopes: { role: 'analyst' } });
builder.subscriptionType({ authScopes: { role: 'viewer' } });

/** The id of a finding is used as it is; ids of other types begin with the name of their type. */
export function globalId(typename: string, id: string): string {
  return typename === 'Finding' ? id : `${typename.toLowerCase()}:${id}`;
}

function decodeGlobalID(text: string) {
  if (/^[0-9a-f]{32}$/.test(text)) return { typename: 'Finding', id: text };
  const [, id] = /^account:(\d{12})$/.exec(text) ?? [];
  if (id === undefined)
    throw badInput(`"${text}" is not the id of a node: findings and accounts have theirs in the field "id".`);
  return { typename: 'Account', id };
}

/** A mistake of the caller. Its message is shown in full: it is not masked. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Refuses work that would take too long before it begins. */
export function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX' } });
}
