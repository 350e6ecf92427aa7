import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { notify } from '../app/notices.ts';
import { APPLY } from './enrolment-query.ts';

interface Props {
  /** The number of tasks, and their costs. */
  readonly what: string;
  readonly onDone: () => void;
}

/** Asks for confirmation before something that costs money. A double click sends one request. */
export function ApplyModal({ what, onDone }: Props) {
  const [key] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const [isAsking, setIsAsking] = useState(false);
  const apply = async () => {
    setIsAsking(true);
    try {
      const { applyEnrolment } = await ask(APPLY, { key });
      const [refused] = applyEnrolment.userErrors;
      if (refused === undefined) notify({ type: 'success', text: 'Work begins within a minute.' });
      else notify({ type: 'error', text: refused.message });
    } catch (failed) {
      notify({ type: 'error', text: failed instanceof Error ? failed.message : 'This did not work.' });
    }
    onDone();
  };
  return (
    <Modal
      visible
      header="Apply the plan?"
      closeAriaLabel="Close"
      onDismiss={onDone}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDone}>
              Cancel
            </Button>
            <Button variant="primary" loading={isAsking} onClick={() => void apply()}>
              Switch on
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {`This carries out ${what} with the enrolment role. AWS charges the accounts for the logs.`}
    </Modal>
  );
}
