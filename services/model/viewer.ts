import { ACCOUNT_ID, NO_OU_ID, OU_ID } from './account-ids.ts';

/** Roles; each includes the ones before it: look; handle findings; change rules and lists; grant roles. */
export const ROLES = ['viewer', 'analyst', 'engineer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role includes another. */
export function isAtLeast(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

/** The accounts whose data somebody may see: every account, or these and those below these organizational units. */
export type ViewerScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'some'; readonly accounts: readonly string[]; readonly organizationalUnits: readonly string[] };

/** The scope of the service itself, and of the person who runs it. */
export const EVERYTHING: ViewerScope = { kind: 'everything' };

/** The role of somebody, and the accounts it applies to. */
export interface Grant {
  readonly role: Role;
  readonly scope: ViewerScope;
}

/** The sender of a request: a machine with a token, a person who logged in, or the person at this machine. */
export interface Viewer extends Grant {
  /** Lives as long as the token or the person: records of actions name it. */
  readonly id: `token:${string}` | `user:${string}` | 'local';
  readonly name: string;
}

/** A scope as people write it. */
export interface ScopeSaid {
  readonly everything?: boolean | null | undefined;
  readonly accounts?: readonly string[] | null | undefined;
  readonly organizationalUnits?: readonly string[] | null | undefined;
}

/**
 * The scope that is written, or one sentence about its mistake. Nothing is assumed: nobody sees everything by mistake.
 */
export function scopeOf({ everything, accounts, organizationalUnits }: ScopeSaid): ViewerScope | string {
  const some = { accounts: accounts ?? [], organizationalUnits: organizationalUnits ?? [] };
  const named = some.accounts.length + some.organizationalUnits.length > 0;
  if ((everything ?? false) === named) return 'A scope is either everything, or accounts and organizational units.';
  const account = some.accounts.find((id) => !ACCOUNT_ID.test(id));
  if (account !== undefined) return `"${account}" is not an account id, which has twelve digits.`;
  const unit = some.organizationalUnits.find((id) => !OU_ID.test(id));
  if (unit !== undefined) return `"${unit}" ${NO_OU_ID}.`;
  return named ? { kind: 'some', ...some } : EVERYTHING;
}

/** The scope in sentences: `everything`, or `111122223333, ou-ab12-cd34ef56`. */
export function scopeName(scope: ViewerScope): string {
  return scope.kind === 'everything' ? 'everything' : [...scope.accounts, ...scope.organizationalUnits].join(', ');
}
