import { Fragment } from 'react';

/** A sentence that Vedette wrote, in which names of settings and commands stand in backticks: they are shown as code. */
export function Sentence({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : <Fragment key={i}>{part}</Fragment>));
}
