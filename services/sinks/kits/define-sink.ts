import type { LookupFunction } from 'node:net';
import type { Aws } from '#services/aws/aws.ts';
import type { SinkDefinition } from '#services/model/delivery.ts';

/** What sinks reach the outside with. */
export interface Doors {
  /** Undefined where the service does not look at AWS. */
  readonly aws: Aws | undefined;
  /** How names become addresses; as the system does when absent. */
  readonly lookup?: LookupFunction;
}

export function defineSink<Settings>(sink: SinkDefinition<Settings, Doors>): SinkDefinition<Settings, Doors> {
  return sink;
}
