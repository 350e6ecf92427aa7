import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { ROLES, type Role } from '../app/viewer.ts';
import { CREATE_TOKEN, type CreatedToken, type NewToken } from './tokens-query.ts';

interface Props {
  readonly onCreated: (created: CreatedToken) => void;
  readonly onDismiss: () => void;
}

const MAY: Readonly<Record<Role, string>> = {
  VIEWER: 'looks',
  ANALYST: 'can also work on findings',
  ENGINEER: 'can also change rules and lists',
  ADMIN: 'can also manage access',
};
const OPTIONS = ROLES.map((role) => ({ value: role, label: role.toLowerCase(), description: MAY[role] }));

export function NewTokenModal({ onCreated, onDismiss }: Props) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('VIEWER');
  const [scope, setScope] = useState('');
  const [days, setDays] = useState('90');
  const [refused, setRefused] = useState<string>();
  const create = async () => {
    try {
      const input = { name, role, days: Number(days), ...scopeOf(scope) };
      const { secret, token, userErrors } = (await ask(CREATE_TOKEN, { input })).createToken;
      if (secret === null || token === null) setRefused(userErrors.map(({ message }) => message).join(' '));
      else onCreated({ secret, token });
    } catch (error) {
      setRefused(error instanceof Error ? error.message : 'This did not work.');
    }
  };
  return (
    <Modal
      visible
      header="Create a token"
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onDismiss}>Cancel</Button>
            <Button variant="primary" disabled={name.trim() === ''} onClick={() => void create()}>
              Create token
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {refused === undefined ? null : <Alert type="error">{refused}</Alert>}
        <FormField label="Name" description="Who uses it, and what for.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label="Role">
          <Select
            selectedOption={OPTIONS.find(({ value }) => value === role) ?? null}
            options={OPTIONS}
            onChange={({ detail }) => setRole(ROLES.find((each) => each === detail.selectedOption.value) ?? 'VIEWER')}
          />
        </FormField>
        <FormField label="Scope" description="IDs of accounts and organizational units. Leave it empty for everything.">
          <Input
            value={scope}
            placeholder="111122223333, ou-ab12-cd34ef56"
            onChange={({ detail }) => setScope(detail.value)}
          />
        </FormField>
        <FormField label="Valid for" description="Days: 1 to 366.">
          <Input type="number" inputMode="numeric" value={days} onChange={({ detail }) => setDays(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

function scopeOf(text: string): Pick<NewToken, 'everything' | 'accountIds' | 'organizationalUnits'> {
  const ids = text.split(/[\s,]+/).filter((id) => id !== '');
  if (ids.length === 0) return { everything: true };
  return {
    accountIds: ids.filter((id) => /^\d+$/.test(id)),
    organizationalUnits: ids.filter((id) => !/^\d+$/.test(id)),
  };
}
