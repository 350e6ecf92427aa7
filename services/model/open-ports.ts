/** Ports from the first to the last. */
export interface PortRange {
  /** The number that IANA gave it: 6 is TCP, 17 is UDP. */
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where others can open conversations with an interface. A list holds all such ports, so an empty list says that the
 * interface opens all its conversations itself. An absent list says nothing.
 */
export interface OpenPorts {
  /** For public addresses. */
  readonly fromOutside?: readonly PortRange[] | undefined;
  /** For private addresses. */
  readonly fromInside?: readonly PortRange[] | undefined;
  /**
   * `owner`: what the interface belongs to listens nowhere else. `groups`: its security groups admit nothing else, which
   * may have been different when a record was written.
   */
  readonly by: 'owner' | 'groups';
}

/** The interfaces of an account and Region whose ports are known, by id. */
export type OpenPortsOf = ReadonlyMap<string, OpenPorts>;
