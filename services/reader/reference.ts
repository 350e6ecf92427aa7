/**
 * Defines the value of a JSON column. The module computes the same without parsing; where it is in doubt, this function
 * decides.
 */
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

/**
 * All values at a path into lists, in order: `items[]` stands for each element. A value in place of a list counts as a
 * list of one; null as none.
 */
export function allAt(record: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [record];
  for (const step of path) {
    const intoList = step.endsWith('[]');
    const key = intoList ? step.slice(0, -2) : step;
    values = values.flatMap((value) => {
      const member = valueAt(value, [key]);
      return intoList && Array.isArray(member) ? member : [member];
    });
    values = values.filter((value) => value !== undefined && value !== null);
  }
  return values;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; undefined when the text is invalid or something else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
