import { ACCOUNT_ID, NO_OU_ID, OU_ID } from './account-ids.ts';

/** What somebody may do, each also what those before it may: look; deal with findings; change rules and lists; say who may what. */
export const ROLES = ['viewer', 'analyst', 'engineer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether who has one role may do what another is needed for. */
export function isAtLeast(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

/** Whose data somebody may see: of every account, or of these and of those below these organizational units. */
export type ViewerScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'some'; readonly accounts: readonly string[]; readonly organizationalUnits: readonly string[] };

/** The scope of the service itself, and of whoever runs it. */
export const EVERYTHING: ViewerScope = { kind: 'everything' };

/** What somebody may do, and with whose data. */
export interface Grant {
  readonly role: Role;
  readonly scope: ViewerScope;
}

/** Who asks: a machine with a token, a person who logged in, or whoever sits at this machine. */
export interface Viewer extends Grant {
  /** The same as long as the token or the person is: what is written down of who did something. */
  readonly id: `token:${string}` | `user:${string}` | 'local';
  readonly name: string;
}

/** A scope as people write it. */
export interface ScopeSaid {
  readonly everything?: boolean | null | undefined;
  readonly accounts?: readonly string[] | null | undefined;
  readonly organizationalUnits?: readonly string[] | null | undefined;
}

/** What is said of a scope, or one sentence about what is wrong with it. What is not said is not meant: nobody sees everything by mistake. */
export function scopeOf({ everything, accounts, organizationalUnits }: ScopeSaid): ViewerScope | string {
  const some = { accounts: accounts ?? [], organizationalUnits: organizationalUnits ?? [] };
  const named = some.accounts.length + some.organizationalUnits.length > 0;
  if ((everything ?? false) === named) return 'A scope is either everything, or accounts and organizational units.';
  const account = some.accounts.find((id) => !ACCOUNT_ID.test(id));
  if (account !== undefined) return `"${account}" is no account id: it has twelve digits.`;
  const unit = some.organizationalUnits.find((id) => !OU_ID.test(id));
  if (unit !== undefined) return `"${unit}" ${NO_OU_ID}.`;
  return named ? { kind: 'some', ...some } : EVERYTHING;
}

/** For sentences: `everything`, or `111122223333, ou-ab12-cd34ef56`. */
export function scopeName(scope: ViewerScope): string {
  return scope.kind === 'everything' ? 'everything' : [...scope.accounts, ...scope.organizationalUnits].join(', ');
}
