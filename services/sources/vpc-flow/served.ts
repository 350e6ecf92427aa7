import { EGRESS } from './ends.ts';

/** The columns that show what is sent from a port: codes of interfaces, and numbers. */
export interface ServedColumns {
  readonly interfaces: Uint32Array;
  readonly directions: Uint32Array;
  readonly srcport: Uint32Array;
  readonly packets: ArrayLike<number> | undefined;
}

/** A refusal takes no more packets. */
const REFUSAL_MAX = 3;

/**
 * The interfaces that converse from the port, and so have the service there: no client uses one of the ports in
 * question.
 */
export function servedAt(
  port: number,
  { interfaces, directions, srcport, packets }: ServedColumns,
): ReadonlySet<number> {
  const served = new Set<number>();
  for (let row = srcport.indexOf(port); row >= 0; row = srcport.indexOf(port, row + 1))
    if (directions[row] === EGRESS && (packets?.[row] ?? 0) > REFUSAL_MAX) served.add(interfaces[row] ?? 0);
  return served;
}
