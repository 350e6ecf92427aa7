/**
 * By the code of each remote end, the number of local addresses that talk with it, up to 3. Only two addresses are
 * remembered for each, so counting takes one look-up a row.
 *
 * @param remote codes of remote ends, one a row
 * @param limit greater than all codes
 */
export function callers(remote: Uint32Array, local: (row: number) => number, limit: number): Uint8Array {
  const counts = new Uint8Array(limit);
  const first = new Uint32Array(limit);
  const second = new Uint32Array(limit);
  for (let row = 0; row < remote.length; row++) {
    const other = remote[row] ?? 0;
    const count = counts[other] ?? 0;
    if (count === SEVERAL) continue;
    const ours = local(row);
    if ((count > 0 && first[other] === ours) || (count > 1 && second[other] === ours)) continue;
    if (count === 0) first[other] = ours;
    else second[other] = ours;
    counts[other] = count + 1;
  }
  return counts;
}

const SEVERAL = 3;
