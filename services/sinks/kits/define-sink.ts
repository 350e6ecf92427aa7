import type { LookupFunction } from 'node:net';
import type { Aws } from '#services/aws/aws.ts';
import type { SinkDefinition } from '#services/model/delivery.ts';

/** The clients with which sinks reach the outside. */
export interface Doors {
  /** Undefined where the service does not use AWS. */
  readonly aws: Aws | undefined;
  /** Resolves names to addresses; the system's resolver when absent. */
  readonly lookup?: LookupFunction;
}

/** A sink of any settings. */
export type AnySink = SinkDefinition<unknown, Doors>;

export function defineSink<Settings>(sink: SinkDefinition<Settings, Doors>): SinkDefinition<Settings, Doors> {
  return sink;
}
