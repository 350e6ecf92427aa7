/**
 * The principal that needs a permission: the service in the administrator account, its role in every member account, or
 * the role there that switches features on.
 */
export type Principal = 'administrator' | 'member' | 'enrolment';

/** One IAM action that Vedette uses, and its purpose. Declared beside the call that needs it. */
export interface Permission {
  readonly action: string;
  readonly principals: readonly Principal[];
  /** Finishes the sentence "needed to …". */
  readonly why: string;
  /**
   * Set where the action can be narrowed; `*` otherwise. `${MemberRole}` and `${EnrolmentRole}` stand for the names of
   * roles, with their paths.
   */
  readonly resource?: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
