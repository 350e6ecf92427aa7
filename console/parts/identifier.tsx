import { spelled } from '#services/model/inert.ts';

const LETTERS_MAX = 400;

/** An id on one line, the whole of which is in the tooltip. Many ARNs begin alike: only what follows the account is shown. */
export function Identifier({ id }: { readonly id: string }) {
  const whole = spelled(id.slice(0, LETTERS_MAX));
  return (
    <span className="identifier" title={whole}>
      {whole.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?=.)/, '')}
    </span>
  );
}
