import { ask } from '../api/ask.ts';
import type { Notice } from '../app/notices.ts';
import { ConfirmModal } from '../parts/confirm-modal.tsx';
import { APPLY } from './enrolment-query.ts';

interface Props {
  /** The number of tasks, and their costs. */
  readonly what: string;
  readonly onDone: () => void;
}

/** Asks for confirmation before something that costs money. */
export function ApplyModal({ what, onDone }: Props) {
  return (
    <ConfirmModal title="Apply the plan?" verb="Switch on" run={apply} onDone={onDone}>
      {`This carries out ${what} with the enrolment role. AWS charges the accounts for the logs.`}
    </ConfirmModal>
  );
}

async function apply(key: string): Promise<Notice> {
  const [refused] = (await ask(APPLY, { key })).applyEnrolment.userErrors;
  return refused ? { type: 'error', text: refused.message } : { type: 'success', text: 'Work begins within a minute.' };
}
