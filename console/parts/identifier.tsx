import { spelled } from '#services/model/inert.ts';

const LETTERS_MAX = 400;

/** An id on one line; when it is cut off, the whole is in the tooltip. */
export function Identifier({ id }: { readonly id: string }) {
  const shown = spelled(id.slice(0, LETTERS_MAX));
  return (
    <span className="identifier" title={shown}>
      {shown}
    </span>
  );
}
