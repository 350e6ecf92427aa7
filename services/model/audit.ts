import type { Json, JsonObject } from './subject.ts';

/** Who acts, and from where. */
export interface Actor {
  /** The id of a viewer, who runs a command on the service's machine, or `vedette` for what it does by itself. */
  readonly who: string;
  /** The address of a request, or `command line`; absent where nobody asked. */
  readonly from?: string | undefined;
}

/** One thing that was done. */
export interface AuditEntry extends Actor {
  /** Such as `finding.archive`. */
  readonly what: string;
  /** The id of what it was done to; absent where there is no one thing. */
  readonly subject?: string;
  readonly before?: Json;
  readonly after?: Json;
  /** What else there is to know. */
  readonly about?: JsonObject;
}

/** An entry in its place in the chain. */
export interface AuditRow {
  readonly place: number;
  /** ISO 8601, to the millisecond. */
  readonly at: string;
  readonly entry: AuditEntry;
  /** SHA-256, in hex. */
  readonly hash: string;
}
