import type { DeliveryLane } from '#db/queries/deliveries.ts';

/** A lane as the key of a job. The names of sinks contain no blanks. */
export function laneKey({ sink, partition }: DeliveryLane): string {
  return `${sink} ${partition}`;
}

/** The lane that `laneKey` wrote as a key. */
export function parseLane(key: string): DeliveryLane {
  const blank = key.indexOf(' ');
  return { sink: key.slice(0, blank), partition: key.slice(blank + 1) };
}
