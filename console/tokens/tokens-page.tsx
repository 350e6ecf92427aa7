import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { Moment } from '../parts/moment.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { NewTokenModal } from './new-token-modal.tsx';
import { REVOKE_TOKEN, TOKENS, type CreatedToken, type Token } from './tokens-query.ts';

/** The API tokens of machines: creates, lists and revokes them. */
export default function TokensPage() {
  const { data, error, isPending, refetch } = useAnswer(TOKENS, {});
  const [making, setMaking] = useState(false);
  const [created, setCreated] = useState<CreatedToken>();
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const revoke = async ({ tokenId, name }: Token) => {
    try {
      const [mistake] = (await ask(REVOKE_TOKEN, { tokenId })).revokeToken.userErrors;
      if (mistake !== undefined) notify({ type: 'error', text: mistake.message });
      else notify({ type: 'success', text: `${spelledShort(name)} was revoked.` });
    } catch (refused) {
      notify({ type: 'error', text: refused instanceof Error ? refused.message : 'This did not work.' });
    }
    await refetch();
  };
  return (
    <ContentLayout>
      <SpaceBetween size="m">
        {created === undefined ? null : <Secret created={created} onDismiss={() => setCreated(undefined)} />}
        <ResponsiveTable<Token>
          variant="full-page"
          items={data?.tokens.toReversed() ?? []}
          trackBy="tokenId"
          loading={isPending}
          loadingText="Loading tokens"
          wrapLines
          ariaLabels={{ tableLabel: 'Tokens' }}
          header={
            <Header
              variant="awsui-h1-sticky"
              description="Tokens let programs use the API. Each has a role, a scope and an expiry."
              actions={
                <Button variant="primary" onClick={() => setMaking(true)}>
                  Create token
                </Button>
              }
            >
              Tokens
            </Header>
          }
          empty={<Nothing title="No tokens yet">Create one for each program: a SIEM, Prometheus, a script.</Nothing>}
          columnDefinitions={[
            {
              id: 'name',
              header: 'Name',
              isRowHeader: true,
              minWidth: 160,
              cell: ({ name }) => <Untrusted text={name} short />,
            },
            { id: 'role', header: 'Role', minWidth: 100, cell: ({ role }) => role.toLowerCase() },
            {
              id: 'scope',
              header: 'Scope',
              minWidth: 180,
              cell: ({ scope }) => <Untrusted text={scopeText(scope)} />,
            },
            { id: 'state', header: 'State', minWidth: 120, cell: (token) => <State token={token} /> },
            { id: 'ends', header: 'Ends', minWidth: 190, cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
            {
              id: 'used',
              header: 'Last used',
              minWidth: 190,
              cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <Moment at={lastUsedAt} />),
            },
            {
              id: 'actions',
              header: 'Actions',
              minWidth: 110,
              cell: (token) =>
                token.revokedAt === null ? (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Revoke ${spelledShort(token.name)}`}
                    onClick={() => void revoke(token)}
                  >
                    Revoke
                  </Button>
                ) : null,
            },
          ]}
        />
      </SpaceBetween>
      {making ? (
        <NewTokenModal
          onDismiss={() => setMaking(false)}
          onCreated={(token) => {
            setMaking(false);
            setCreated(token);
            void refetch();
          }}
        />
      ) : null}
    </ContentLayout>
  );
}

function scopeText({ everything, accountIds, organizationalUnits }: Token['scope']): string {
  return everything ? 'everything' : [...accountIds, ...organizationalUnits].join(', ');
}

function State({ token: { revokedAt, expiresAt } }: { readonly token: Token }) {
  if (revokedAt !== null) return <StatusIndicator type="stopped">Revoked</StatusIndicator>;
  if (Date.parse(expiresAt) <= Date.now()) return <StatusIndicator type="stopped">Expired</StatusIndicator>;
  return <StatusIndicator>Active</StatusIndicator>;
}

function Secret({ created, onDismiss }: { readonly created: CreatedToken; readonly onDismiss: () => void }) {
  return (
    <Alert
      type="success"
      dismissible
      dismissAriaLabel="Dismiss"
      onDismiss={onDismiss}
      header={`${spelledShort(created.token.name)} was created`}
    >
      Copy it now: nobody can be told it again.{' '}
      <CopyToClipboard
        variant="inline"
        textToCopy={created.secret}
        copyButtonAriaLabel="Copy the token"
        copySuccessText="Copied"
        copyErrorText="Not copied"
      />
    </Alert>
  );
}
