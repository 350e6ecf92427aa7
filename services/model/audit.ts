import type { Json } from './subject.ts';

/** Who acts, and from where. */
export interface Actor {
  /** A person's name, the name of a token, or what of Vedette acted by itself. */
  readonly who: string;
  readonly via: 'api' | 'cli' | 'service';
  /** The address that the request came from, where there is one. */
  readonly address?: string;
}

/** One thing that was done. */
export interface AuditEntry extends Actor {
  /** What was done, such as `finding.archive`. */
  readonly action: string;
  /** The id of what it was done to; absent where there is no one thing. */
  readonly subject?: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** An entry in its place in the chain. */
export interface AuditRow {
  readonly place: number;
  /** ISO 8601, to the millisecond. */
  readonly at: string;
  readonly entry: AuditEntry;
  readonly hash: string;
}
