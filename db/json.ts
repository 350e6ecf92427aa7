/**
 * JSON text that PostgreSQL takes as `jsonb`: NUL and halves of surrogate pairs, which it refuses though JSON allows
 * them, become U+FFFD. They come from logs, where somebody else chooses the text; one must not stop a commit.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(storable(JSON.parse(text))) : text;
}

/** The value as it is given back when it was written by `toJson`. */
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
