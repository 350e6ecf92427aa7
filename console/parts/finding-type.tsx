import { Fragment } from 'react';
import { spelledShort } from './untrusted.tsx';

/** A finding type; a long one may wrap between its parts. */
export function FindingType({ type }: { readonly type: string }) {
  return spelledShort(type, 200)
    .split(/(?<=[:/.!])|(?=[A-Z][a-z])/)
    .map((part, index) => (
      <Fragment key={index}>
        {index === 0 ? null : <wbr />}
        {part}
      </Fragment>
    ));
}
