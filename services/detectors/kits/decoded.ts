/** A part of an address as its server reads it. A text that was never encoded may fail to decode: it stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
