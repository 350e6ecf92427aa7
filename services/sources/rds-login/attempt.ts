import type { RdsLoginRecord } from './record.ts';

/** A log-in attempt in a line, before its database is known. */
export interface Attempt extends Pick<
  RdsLoginRecord,
  'event' | 'engine' | 'user' | 'schema' | 'address' | 'application' | 'time'
> {
  /** Identifies the connection within its log. */
  readonly connection: string;
  /** The instance, where the line names it. */
  readonly host: string | undefined;
}

/** What the engine logs about anything else. */
export function other(engine: Attempt['engine'], time: number): Attempt {
  return {
    event: 'other',
    engine,
    user: undefined,
    schema: undefined,
    address: undefined,
    application: undefined,
    time,
    connection: '',
    host: undefined,
  };
}
