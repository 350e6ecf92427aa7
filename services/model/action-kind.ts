import type { z } from 'zod';
import type { Action, ActionDetails, ActionType } from './action.ts';
import type { OcsfAction } from './ocsf.ts';

type Member = keyof ActionDetails;

/**
 * Everything about one kind of action: its fields, and how each format renders it. There are only kinds that GuardDuty
 * has, under GuardDuty's names, because readers of its documents know no others.
 */
export interface ActionKind<M extends Member = Member> {
  readonly type: ActionType;
  readonly member: M;
  /** The member's fields; the API's type is generated from it. */
  readonly schema: z.ZodType<ActionDetails[M]>;
  /** One line of text for people. */
  words(details: ActionDetails[M]): string;
  /** The remote end: an address or a domain, depending on the kind. */
  remote(details: ActionDetails[M]): { readonly address?: string | undefined; readonly domain?: string | undefined };
  /** The details in the AWS Security Finding Format; absent where that has no such action. */
  asff?(details: ActionDetails[M], seen: Seen): object;
  /** The details as evidence in the Open Cybersecurity Schema Framework. */
  ocsf(details: ActionDetails[M]): OcsfAction;
  /** Details that ASFF has no room for, by name. */
  rest(details: ActionDetails[M]): Readonly<Record<string, string | undefined>>;
}

export interface Seen {
  /** ISO 8601. */
  readonly eventFirstSeen: string;
  readonly eventLastSeen: string;
}

export function defineActionKind<const M extends Member>(kind: ActionKind<M>): ActionKind<M> {
  return kind;
}

/** An action's details, with the kind that knows what they mean. */
export function kindOf(kinds: readonly ActionKind[], action: Action) {
  const members: Partial<ActionDetails> = action;
  const kind = kinds.find(({ type }) => type === action.actionType);
  const details = kind && members[kind.member];
  if (kind === undefined || details === undefined) throw new Error(`No kind of action is ${action.actionType}.`);
  return { kind, details };
}
