/** What an error says, as text: libraries throw whatever they like. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
