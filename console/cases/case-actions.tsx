import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Suspense, useState } from 'react';
import { useMay } from '../app/viewer.ts';
import { onDemand } from '../parts/on-demand.tsx';
import { useCaseChange, type CaseChange } from './case-changes.ts';

const AssignModal = onDemand(() => import('./assign-modal.tsx'));

/** The parts of a finding that decide which actions are offered. */
export interface Case {
  readonly id: string;
  readonly status: string;
  readonly assignee: string | null;
}

interface Props {
  readonly cases: readonly Case[];
  readonly onDone?: () => void;
}

/** Actions on one or many findings, all of which can be undone. */
export function CaseActions({ cases, onDone }: Props) {
  const change = useCaseChange();
  const may = useMay('ANALYST');
  const [assigning, setAssigning] = useState(false);
  const ids = cases.map(({ id }) => id);
  const archived = cases.filter(({ status }) => status === 'ARCHIVED');
  const all = cases.length > 0 && archived.length === cases.length;
  const carryOut = async (wanted: CaseChange, undo: CaseChange | undefined) => {
    await change(wanted, ids, undo);
    onDone?.();
  };
  const assign = (assignee: string | null) => {
    const [first] = cases;
    const alike = cases.every((each) => each.assignee === first?.assignee);
    setAssigning(false);
    void carryOut(
      { kind: 'assign', assignee },
      first && alike ? { kind: 'assign', assignee: first.assignee } : undefined,
    );
  };
  if (!may) return null;
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button disabled={cases.length === 0} onClick={() => setAssigning(true)}>
        Assign
      </Button>
      {all ? (
        <Button onClick={() => void carryOut({ kind: 'unarchive' }, { kind: 'archive' })}>Unarchive</Button>
      ) : (
        <Button disabled={cases.length === 0} onClick={() => void carryOut({ kind: 'archive' }, { kind: 'unarchive' })}>
          Archive
        </Button>
      )}
      {assigning ? (
        <Suspense>
          <AssignModal count={cases.length} onDismiss={() => setAssigning(false)} onAssign={assign} />
        </Suspense>
      ) : null}
    </SpaceBetween>
  );
}
