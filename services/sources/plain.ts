/** A JSON object of unknown origin. */
export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON of anybody's making. Members that JavaScript itself looks for when it turns an object into text or a
 * number (`toString`, `valueOf`, `toJSON`) are left out: AWS writes none, and with one of them any code that shows the
 * object would throw.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function parsePlain(text: string): unknown {
  // A name may be spelt with escapes.
  return LOOKED_FOR.some((name) => text.includes(name)) || text.includes('\\u')
    ? JSON.parse(text, (name, value: unknown) => (LOOKED_FOR.includes(name) ? undefined : value))
    : JSON.parse(text);
}

const LOOKED_FOR: readonly string[] = ['toString', 'valueOf', 'toJSON'];

/** The value of a JSON text; undefined when it is invalid. */
export function parseJson(text: string): unknown {
  try {
    return parsePlain(text);
  } catch {
    return undefined;
  }
}
