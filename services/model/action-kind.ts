import type { z } from 'zod';
import type { Action, ActionDetails, ActionType } from './action.ts';
import type { OcsfAction } from './ocsf.ts';

type Member = keyof ActionDetails;

/**
 * A kind of action, whole: what is known of one, and how every format shows it. It is one that GuardDuty has, by GuardDuty's
 * names: who reads its documents knows no others.
 */
export interface ActionKind<M extends Member = Member> {
  readonly type: ActionType;
  readonly member: M;
  /** The member's fields; the API's type is made of it. */
  readonly schema: z.ZodType<ActionDetails[M]>;
  /** In one line, for people. */
  words(details: ActionDetails[M]): string;
  /** The other end: an address or a domain, whichever it has. */
  remote(details: ActionDetails[M]): { readonly address?: string | undefined; readonly domain?: string | undefined };
  /** The details in the AWS Security Finding Format; absent where that has no such action. */
  asff?(details: ActionDetails[M], seen: Seen): object;
  /** As evidence in the Open Cybersecurity Schema Framework. */
  ocsf(details: ActionDetails[M]): OcsfAction;
  /** What ASFF has no room for, by name. */
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
