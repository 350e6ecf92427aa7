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
              description="Use your organization's identity provider, a one-time link (printed by vedette login link), or an API token."
            >
              Sign in
            </Header>
          }
        >
          <FormField
            label="Token"
            description="An API token of this service. It is kept in this tab only, and forgotten when the tab is closed."
            errorText={
              session.token() === undefined ? undefined : 'This token is not valid: it is wrong, expired or revoked.'
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
