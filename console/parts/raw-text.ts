import { inertJson } from '#services/model/inert.ts';

/** JSON in lines that can be read; what is no JSON, or cut off, in its own lines. Nothing within a line steers the page. */
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
