/** What a column of JSON means. The module reads the same without parsing; where it is in doubt, this decides. */
export function textOf(record: unknown, path: readonly string[]): string | undefined {
  const value = valueAt(record, path);
  if (typeof value === 'string') return value.toWellFormed();
  return typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(value) : undefined;
}

export function valueAt(record: unknown, path: readonly string[]): unknown {
  let value = record;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a text is; undefined: it is none, or no JSON. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
