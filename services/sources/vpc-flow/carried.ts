/**
 * Columns that tell for whom an interface carried the packets of a row: codes of instances and addresses, each from one
 * dictionary.
 */
export interface CarriedColumns {
  readonly instances: Uint32Array;
  /** The interface's own address in a row, and the real address of the packets on that side. */
  local(row: number): number;
  real(row: number): number;
}

/**
 * The real address on the interface's side of a row, if it is not the interface's own; else 0. A gateway, whose
 * interface belongs to no instance, carries packets for others. An instance that forwards for its containers counts as
 * their owner.
 */
export function carriedFor({ instances, local, real }: CarriedColumns, row: number): number {
  if (instances[row] !== 0) return 0;
  const address = real(row);
  return address === local(row) ? 0 : address;
}

/** The addresses that have their own interface among the rows: what a gateway carries for them is also logged there. */
export function atHome({ instances, local }: CarriedColumns): ReadonlySet<number> {
  const homes = new Set<number>();
  for (let row = 0; row < instances.length; row++) if (instances[row] !== 0) homes.add(local(row));
  return homes;
}
