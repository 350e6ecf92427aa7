import { rawText } from './raw-text.ts';

interface Props {
  readonly text: string;
  readonly label: string;
}

/** Text exactly as in a log or a document. */
export function Raw({ text, label }: Props) {
  return (
    // It scrolls, so the keyboard must be able to focus it.
    <pre className="raw" tabIndex={0} aria-label={label}>
      {rawText(text)}
    </pre>
  );
}
