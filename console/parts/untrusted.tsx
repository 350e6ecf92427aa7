import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { spelled } from '#services/model/inert.ts';

const LETTERS_MAX = 300;
/** Titles that Vedette writes are shorter. */
const SHORT_MAX = 100;

/**
 * Text that attackers may have written: names, queries, user agents, and sentences that contain them. Control
 * characters are spelled out, and long text is cut until the person asks for more.
 */
export function Untrusted({ text, short = false }: { readonly text: string; readonly short?: boolean }) {
  const [whole, setWhole] = useState(false);
  const shown = spelled(text);
  if (short) return <span className="untrusted">{spelledShort(text)}</span>;
  if (shown.length <= LETTERS_MAX) return <span className="untrusted">{shown}</span>;
  return (
    <>
      <span className="untrusted">{whole ? shown : `${shown.slice(0, LETTERS_MAX)}…`}</span>{' '}
      <Button variant="inline-link" onClick={() => setWhole(!whole)}>
        {whole ? 'Show less' : `Show all ${shown.length.toLocaleString('en')} characters`}
      </Button>
    </>
  );
}

/** The same as plain text on one line, cut when it is long: for titles, labels and menus. */
export function spelledShort(text: string, most = SHORT_MAX): string {
  const shown = spelled(text.slice(0, 2 * most));
  return shown.length <= most && text.length <= 2 * most ? shown : `${shown.slice(0, most)}…`;
}
