import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, type ReactNode } from 'react';
import { notify, type Notice } from '../app/notices.ts';

interface Props {
  readonly title: string;
  /** The label of the button that carries it out. */
  readonly verb: string;
  /**
   * Carries it out, and returns the outcome. The key is the same for every click, so a double click sends one request.
   */
  readonly run: (key: string) => Promise<Notice>;
  /** Called when it was carried out, has failed, or was cancelled. */
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** Asks for confirmation before something that others feel. */
export function ConfirmModal({ title, verb, run, onDone, children }: Props) {
  const [key] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const [isAsking, setIsAsking] = useState(false);
  const confirm = async () => {
    setIsAsking(true);
    try {
      notify(await run(key));
    } catch (failed) {
      notify({ type: 'error', text: failed instanceof Error ? failed.message : 'This did not work.' });
    }
    onDone();
  };
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={onDone}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDone}>
              Cancel
            </Button>
            <Button variant="primary" loading={isAsking} onClick={() => void confirm()}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}
