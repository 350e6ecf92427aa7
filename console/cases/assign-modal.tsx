import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useViewer } from '../app/viewer.ts';

interface Props {
  readonly count: number;
  readonly onAssign: (assignee: string | null) => void;
  readonly onDismiss: () => void;
}

/** Asks to whom findings are to be assigned. */
export default function AssignModal({ count, onAssign, onDismiss }: Props) {
  // Most people assign findings to themselves.
  const [assignee, setAssignee] = useState(useViewer()?.name ?? '');
  const name = assignee.trim();
  return (
    <Modal
      visible
      header={count === 1 ? 'Assign 1 finding' : `Assign ${count.toLocaleString('en')} findings`}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => onAssign(null)}>Unassign</Button>
            <Button variant="primary" disabled={name === ''} onClick={() => onAssign(name)}>
              Assign
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== '') onAssign(name);
        }}
      >
        <FormField label="Assignee" description="A name or an email address.">
          <Input value={assignee} onChange={({ detail }) => setAssignee(detail.value)} />
        </FormField>
      </form>
    </Modal>
  );
}
