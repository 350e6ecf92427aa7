/** The columns that tell for whom an interface carried packets: codes of instances and addresses, each of one dictionary. */
export interface CarriedColumns {
  readonly instances: Uint32Array;
  /** The interface's own end of a row, and who the packets are of at that side. */
  readonly local: Uint32Array;
  readonly real: Uint32Array;
}

/**
 * The other address that each row's packets are of at the interface's side, 0 where they are its own: a gateway, whose
 * interface is no instance's, carries them for others. An instance that does so for its containers answers for them.
 */
export function carriedFor(carried: Uint32Array, { instances, local, real }: CarriedColumns): Uint32Array {
  for (let row = 0; row < carried.length; row++)
    carried[row] = instances[row] === 0 && real[row] !== local[row] ? (real[row] ?? 0) : 0;
  return carried;
}

/** The addresses that have an interface of their own among the rows: what a gateway carries for them is told there as well. */
export function atHome({ instances, local }: CarriedColumns): ReadonlySet<number> {
  const homes = new Set<number>();
  for (let row = 0; row < local.length; row++) if (instances[row] !== 0) homes.add(local[row] ?? 0);
  return homes;
}
