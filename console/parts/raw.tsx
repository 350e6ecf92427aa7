import { inertJson } from '#services/model/inert.ts';

interface Props {
  readonly text: string;
  readonly label: string;
}

/** Text as it stands in a log or a document: JSON in lines that can be read, and nothing in it that steers the page. */
export function Raw({ text, label }: Props) {
  return (
    // Scrolls, and so has to be reached by the keyboard.
    <pre className="raw" tabIndex={0} aria-label={label}>
      {inertJson(inLines(text))}
    </pre>
  );
}

/** What is no JSON, or cut off, stays as it is. */
function inLines(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
