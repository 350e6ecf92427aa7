import { rawText } from './raw-text.ts';

interface Props {
  readonly text: string;
  readonly label: string;
}

/** Text as it stands in a log or a document. */
export function Raw({ text, label }: Props) {
  return (
    // Scrolls, and so has to be reached by the keyboard.
    <pre className="raw" tabIndex={0} aria-label={label}>
      {rawText(text)}
    </pre>
  );
}
