import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/** What somebody did at the door of a database. */
export type RdsLoginEvent =
  /** Was let in. */
  | 'login'
  /** Was refused. */
  | 'failed-login'
  /** Connected, and neither was nor tried to be let in, as far as the same log tells. */
  | 'connection'
  /** None of these: whatever else the engine logs. */
  | 'other';

/** A log-in to a database of Amazon RDS or Aurora, as its engine's own log tells it ("RDS for PostgreSQL database log files", "Auditing Aurora MySQL"). */
export interface RdsLoginRecord extends LogRecord {
  readonly event: RdsLoginEvent;
  readonly engine: 'PostgreSQL' | 'MySQL';
  /** Of the instance, or of the cluster where the log group is a cluster's and no line names the instance. */
  readonly database: string | undefined;
  /** Of the cluster, where the log group is one's. */
  readonly cluster: string | undefined;
  readonly user: string | undefined;
  /** The database within, as the caller named it. */
  readonly schema: string | undefined;
  /** Undefined of what has no caller, or one of whom only a name is told. */
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

/** Log-ins that ended so; all when none is given. */
export function rdsLogin(...events: readonly RdsLoginEvent[]): From<RdsLoginRecord, RdsLoginFields> {
  return { source: 'rds-login', routes: events };
}
