/** The details without empty members, so that other facts can fill these places. */
export function compact<Details extends object>(details: Details): Details;
export function compact(details: object): object {
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) => (isSaid(value) ? [[name, inner(value)]] : [])),
  );
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return typeof value === 'object' && value !== null ? compact(value) : value;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
