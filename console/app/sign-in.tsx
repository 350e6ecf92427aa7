import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { session } from '../api/session.ts';
import { answers } from '../api/use-answer.ts';

/** Shown to people whom the API does not accept. */
export default function SignIn() {
  const [token, setToken] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        session.begin(token.trim());
        void answers.resetQueries();
      }}
    >
      <Form
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button href="/login">Log in with your organization</Button>
            <Button variant="primary" formAction="submit" disabled={token.trim() === ''}>
              Sign in with the token
            </Button>
          </SpaceBetween>
        }
      >
        <Container
          header={
            <Header
              variant="h1"
              description="At your organization's identity provider, with a one-time link (vedette login link prints one), or with a token for a look."
            >
              Sign in
            </Header>
          }
        >
          <FormField
            label="Token"
            description="Of this service. It is kept in this tab alone and forgotten when the tab is closed."
            errorText={
              session.token() === undefined ? undefined : 'This token is not in force: it is wrong, over or revoked.'
            }
          >
            <Input
              type="password"
              autoFocus
              autoComplete={false}
              value={token}
              onChange={({ detail }) => setToken(detail.value)}
            />
          </FormField>
        </Container>
      </Form>
    </form>
  );
}
