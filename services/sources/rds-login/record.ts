import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/** The outcome of contact with a database. */
export type RdsLoginEvent =
  /** A successful log-in. */
  | 'login'
  /** A refused log-in. */
  | 'failed-login'
  /** A connection without a log-in attempt, as far as the same log shows. */
  | 'connection'
  /** Everything else that the engine logs. */
  | 'other';

/** A log-in to a database of Amazon RDS or Aurora, as its engine's own log tells it ("RDS for PostgreSQL database log files", "Auditing Aurora MySQL"). */
export interface RdsLoginRecord extends LogRecord {
  readonly event: RdsLoginEvent;
  readonly engine: 'PostgreSQL' | 'MySQL';
  /** The instance; or the cluster, when the log group is a cluster's and no line names the instance. */
  readonly database: string | undefined;
  /** The cluster, when the log group is a cluster's. */
  readonly cluster: string | undefined;
  readonly user: string | undefined;
  /** The database within the engine, as the caller named it. */
  readonly schema: string | undefined;
  /** Undefined for lines without a caller, or with only a caller's host name. */
  readonly address: string | undefined;
  readonly application: string | undefined;
}

export interface RdsLoginFields {
  readonly event: RdsLoginEvent;
  readonly address: string;
  readonly user: string;
  readonly database: string;
  readonly application: string;
}

/** Log-ins with these outcomes; all when none is given. */
export function rdsLogin(...events: readonly RdsLoginEvent[]): From<RdsLoginRecord, RdsLoginFields> {
  return { source: 'rds-login', routes: events };
}
