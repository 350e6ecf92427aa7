import type { Viewer, ViewerScope } from '#services/model/viewer.ts';
import { builder } from '../builder.ts';
import { Role } from './enums.ts';

/** Viewers who administer access could give themselves anything, so a viewer with a narrower scope never may. */
export const ADMINISTERS = { $all: { role: 'admin', everything: true } } as const;

export const ScopeObject = builder.objectRef<ViewerScope>('Scope').implement({
  description: 'Whose data somebody may see.',
  fields: (t) => ({
    everything: t.boolean({
      description: 'Access to every account, and to data without an account.',
      resolve: ({ kind }) => kind === 'everything',
    }),
    accountIds: t.stringList({ resolve: (scope) => (scope.kind === 'some' ? [...scope.accounts] : []) }),
    organizationalUnits: t.stringList({
      description: 'The organizational units whose accounts are visible, by id.',
      resolve: (scope) => (scope.kind === 'some' ? [...scope.organizationalUnits] : []),
    }),
  }),
});

const ViewerObject = builder.objectRef<Viewer>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    identity: t.exposeString('id', { description: 'token:ID, user:ID at the identity provider, or local.' }),
    name: t.exposeString('name'),
    role: t.expose('role', { type: Role }),
    scope: t.expose('scope', { type: ScopeObject }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({ type: ViewerObject, description: 'You.', resolve: (_root, _args, { viewer }) => viewer }),
}));
