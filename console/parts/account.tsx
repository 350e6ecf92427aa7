import { Link } from './link.tsx';
import { Untrusted } from './untrusted.tsx';
import { useAccountNames } from './use-account-names.ts';

/** An account by its name, and its id. */
export function Account({ id }: { readonly id: string }) {
  const name = useAccountNames().get(id);
  return (
    <>
      <Link href={`/accounts/${id}`}>{id}</Link>
      {name === undefined ? null : (
        <>
          {' '}
          <Untrusted text={name} short />
        </>
      )}
    </>
  );
}
