import { inertJson } from '#services/model/inert.ts';

/**
 * JSON in readable lines; other or truncated text in its own lines. Control characters within a line are made harmless.
 */
export function rawText(text: string): string {
  return inLines(text).split('\n').map(inertJson).join('\n');
}

function inLines(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
