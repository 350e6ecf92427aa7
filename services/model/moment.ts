/** The last ms of the year 9999: ISO 8601 has no longer years, and no database takes them. */
export const MOMENT_MAX = Date.parse('9999-12-31T23:59:59.999Z');

const ISO =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/;

/**
 * Parses a moment in ISO 8601 with its offset, or a day, which stands for its first moment in UTC. Undefined for an
 * invalid one, such as the 30th of February.
 */
export function momentOf(text: string): Date | undefined {
  const [, day = ''] = ISO.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day || day < '0001') return undefined;
  const moment = new Date(text);
  return Math.abs(moment.getTime()) <= MOMENT_MAX ? moment : undefined;
}
