/** Who needs a permission: the service in the administrator account, or its role in every member account. */
export type Principal = 'administrator' | 'member';

/** One IAM action that Vedette uses, and what for. Declared beside the call that needs it. */
export interface Permission {
  readonly action: string;
  readonly principals: readonly Principal[];
  /** Finishes the sentence "needed to …". */
  readonly why: string;
  /** Set where the action can be narrowed; `*` otherwise. `${MemberRole}` stands for the role's name, with its path. */
  readonly resource?: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
