import { spelled } from '#services/model/inert.ts';

const LETTERS_MAX = 400;

/** An id in a line of its own: what has no room is seen when it is pointed at. */
export function Identifier({ id }: { readonly id: string }) {
  const shown = spelled(id.slice(0, LETTERS_MAX));
  return (
    <span className="identifier" title={shown}>
      {shown}
    </span>
  );
}
