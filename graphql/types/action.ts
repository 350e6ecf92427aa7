import { ACTION_KINDS } from '#services/actions/index.ts';
import type { Action } from '#services/model/action.ts';
import { kindOf, type ActionKind } from '#services/model/action-kind.ts';
import { builder } from '../builder.ts';
import { capitalized, describedObject } from '../described.ts';

export const ActionType = builder.unionType('Action', {
  description: 'What happened.',
  types: ACTION_KINDS.map((kind) => describedObject(nameOf(kind), kind.schema)),
});

/** The details of an action with their type's name, by which GraphQL tells the members of the union apart. */
export function namedDetails(action: Action) {
  const { kind, details } = kindOf(ACTION_KINDS, action);
  return { ...details, __typename: nameOf(kind) };
}

function nameOf({ member }: ActionKind): string {
  return capitalized(member);
}
