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

/** Who asks: a machine with a token, a person who logged in, or whoever sits at this machine. */
export interface Viewer {
  /** The same as long as the token or the person is: what is written down of who did something. */
  readonly id: `token:${string}` | `user:${string}` | 'local';
  readonly name: string;
  readonly role: Role;
  readonly scope: ViewerScope;
}
