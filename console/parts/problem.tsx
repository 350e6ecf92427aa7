import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ApiError } from '../api/ask.ts';
import { Untrusted } from './untrusted.tsx';

const HEADINGS: Readonly<Record<string, string>> = {
  UNREACHABLE: 'The service does not answer',
  FORBIDDEN: 'You do not have access to this',
  UNAUTHENTICATED: 'Sign in to see this',
  QUERY_TOO_COMPLEX: 'This request asks for too much at once',
};

/** An error in the API's words, with a button to try again. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const code = error instanceof ApiError ? error.code : '';
  const message =
    error instanceof Error ? error.message : 'Reload the page. If it happens again, look into the log of the service.';
  return (
    <Alert
      type="error"
      header={HEADINGS[code] ?? 'This could not be loaded'}
      action={retry && <Button onClick={retry}>Try again</Button>}
    >
      <Untrusted text={message} />
    </Alert>
  );
}
