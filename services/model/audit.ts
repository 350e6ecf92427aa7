import type { Json, JsonObject } from './subject.ts';

/** The author of an action, and where the request came from. */
export interface Actor {
  /** The id of a viewer (`local` for commands on the service's machine), or `vedette` for the service itself. */
  readonly who: string;
  /** The address that the request came from, or `command line`; absent where the service acted by itself. */
  readonly from?: string | undefined;
}

/** An entry of the audit log: one action. */
export interface AuditEntry extends Actor {
  /** The action's name, such as `finding.archive`. */
  readonly what: string;
  /** The id of the thing that changed; absent where it was not one thing. */
  readonly subject?: string;
  readonly before?: Json;
  readonly after?: Json;
  /** Further details. */
  readonly about?: JsonObject;
}

/** An entry at its position in the audit chain. */
export interface AuditRow {
  readonly place: number;
  /** ISO 8601, to the millisecond. */
  readonly at: string;
  readonly entry: AuditEntry;
  /** SHA-256, in hex. */
  readonly hash: string;
}
