/** The years that ISO 8601 writes with four digits and databases take: 1 to 9999. */
export const MOMENT_MIN = Date.parse('0001-01-01T00:00:00Z');
const MOMENT_MAX = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a number of ms since the epoch is a moment that can be written and stored. */
export function isMoment(ms: number): boolean {
  return MOMENT_MIN <= ms && ms <= MOMENT_MAX;
}

const ISO =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/;

/**
 * Parses a moment in ISO 8601 with its offset, or a day, which stands for its first moment in UTC. Undefined for an
 * invalid one, such as the 30th of February.
 */
export function momentOf(text: string): Date | undefined {
  const [, day = ''] = ISO.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  const moment = new Date(text);
  return isMoment(moment.getTime()) ? moment : undefined;
}
