/** What tells for whom an interface carried the packets of a row: codes of instances and addresses, each of one dictionary. */
export interface CarriedColumns {
  readonly instances: Uint32Array;
  /** The interface's own end of a row, and who the packets are of at that side. */
  local(row: number): number;
  real(row: number): number;
}

/**
 * The other address that a row's packets are of at the interface's side, 0 where they are its own: a gateway, whose
 * interface is no instance's, carries them for others. An instance that does so for its containers answers for them.
 */
export function carriedFor({ instances, local, real }: CarriedColumns, row: number): number {
  if (instances[row] !== 0) return 0;
  const address = real(row);
  return address === local(row) ? 0 : address;
}

/** The addresses that have an interface of their own among the rows: what a gateway carries for them is told there as well. */
export function atHome({ instances, local }: CarriedColumns): ReadonlySet<number> {
  const homes = new Set<number>();
  for (let row = 0; row < instances.length; row++) if (instances[row] !== 0) homes.add(local(row));
  return homes;
}
