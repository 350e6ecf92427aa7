/**
 * The columns that show for whom an interface carried the packets of a row: codes of instances and addresses, each from
 * one dictionary.
 */
export interface CarriedColumns {
  readonly instances: Uint32Array;
  /** The interface's own end of a row; `real` is the address at that side that the packets belong to. */
  local(row: number): number;
  real(row: number): number;
}

/**
 * The address at the interface's side for which a row's packets were carried; 0 where they are the interface's own.
 * Only a gateway, whose interface has no instance, carries for others: an instance answers for its own containers.
 */
export function carriedFor({ instances, local, real }: CarriedColumns, row: number): number {
  if (instances[row] !== 0) return 0;
  const address = real(row);
  return address === local(row) ? 0 : address;
}

/**
 * The addresses with an instance's interface among the rows: packets that a gateway carries for them are logged there
 * too.
 */
export function atHome({ instances, local }: CarriedColumns): ReadonlySet<number> {
  const homes = new Set<number>();
  for (let row = 0; row < instances.length; row++) if (instances[row] !== 0) homes.add(local(row));
  return homes;
}
