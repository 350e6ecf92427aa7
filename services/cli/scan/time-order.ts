/**
 * Names in the order of the time they bear, then alphabetically: windows are done with soonest when what belongs
 * together in time is read together. AWS writes the time of delivery into the names of log objects, as `20261122T1905Z`.
 */
export function inTimeOrder(names: readonly string[]): readonly string[] {
  // Sorted as plain strings with the time in front: of a million names nothing else is kept.
  return names
    .map((name) => `${timeIn(name)}\0${name}`)
    .toSorted()
    .map((key) => key.slice(key.indexOf('\0') + 1));
}

function timeIn(name: string): string {
  return /\d{8}T\d{4,6}Z/.exec(name.slice(name.lastIndexOf('/') + 1))?.[0] ?? '';
}
