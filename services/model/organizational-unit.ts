/** A unit of the organization's tree, as AWS Organizations lists it. */
export interface OrganizationalUnit {
  /** `ou-` and letters and digits. */
  readonly id: string;
  readonly name: string;
  /** The unit that it is in; undefined when it stands right below the root. */
  readonly parentId: string | undefined;
}

/** The organization's tree: its units, and where each account stands. */
export interface UnitTree {
  readonly units: readonly OrganizationalUnit[];
  /** The units above each account, the nearest first; an account right below the root has none. */
  readonly above: ReadonlyMap<string, readonly string[]>;
}
