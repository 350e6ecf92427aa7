/** What accounts, principals and resources are for. Most purposes excuse everyday work; a decoy has no everyday work. */
export const PURPOSES = {
  pipeline: 'deploys what others wrote: CI, infrastructure as code, account vending',
  scanner: 'lists and describes everything: posture and inventory tools',
  backup: 'copies, shares and deletes snapshots',
  security: 'runs security services and may reconfigure them',
  'help-desk': 'resets passwords and second factors',
  'key-rotation': 'creates and retires keys and secrets',
  forensics: 'copies disks and isolates machines',
  mail: 'sends mail',
  network: 'owns the networks and VPC endpoints that other accounts use',
  vendor: 'a partner whose account may have access',
  decoy: 'nobody has a reason to use it: a user, a role, a secret, a parameter or a bucket that is there to be found',
} as const;
export type Purpose = keyof typeof PURPOSES;

/** A row of the owner's table: who, for which purpose, why, and until when. */
export interface Known {
  /** An account by its id, or a principal or a decoy by its ARN, with `*` for any text: `arn:aws:iam::*:role/deploy-*`. */
  readonly who: string;
  readonly purposes: readonly Purpose[];
  readonly because: string;
  /** ISO 8601; the row holds for earlier events. Absent: it never ends. */
  readonly until?: string | undefined;
}

/** The caller, as far as the record names them. */
export interface KnownCaller {
  readonly accountId?: string | undefined;
  /** ARN of the user or the role; for a session, that of its role. For a decoy, that of the resource. */
  readonly arn?: string | undefined;
}
