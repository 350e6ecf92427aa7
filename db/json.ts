/**
 * JSON text that PostgreSQL accepts as `jsonb`. NUL and lone surrogates, which JSON allows but PostgreSQL refuses,
 * become U+FFFD. They come from logs, whose text an attacker may choose; one such character must not stop a commit.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(storable(JSON.parse(text))) : text;
}

/** The value as it will be read back after `toJson` wrote it. */
export function storable<Value>(value: Value): Value;
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), storable(member)]));
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
