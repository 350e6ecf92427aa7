/** A unit of the organization's tree, as AWS Organizations lists it. */
export interface OrganizationalUnit {
  /** `ou-`, then letters and digits. */
  readonly id: string;
  readonly name: string;
  /** Its parent unit; undefined when it is directly below the root. */
  readonly parentId: string | undefined;
}

/** The organization's tree: its units, and the position of each account. */
export interface UnitTree {
  readonly units: readonly OrganizationalUnit[];
  /** The units above each account, the nearest first; an account right below the root has none. */
  readonly above: ReadonlyMap<string, readonly string[]>;
}
