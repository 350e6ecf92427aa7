/** GraphQL's spelling of enum values: `region-not-enabled` and `lastSeen` become REGION_NOT_ENABLED and LAST_SEEN. */
export function enumName(value: string): string {
  return value
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}
