import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { spelledShort } from '../parts/untrusted.tsx';
import { notify, type Notice } from '../app/notices.ts';

const CHANGED = graphql(`
  fragment Changed on ChangedFindings {
    count
    userErrors {
      message
    }
  }
`);

const ARCHIVE = graphql(
  `
    mutation Archive($ids: [ID!]!, $because: String) {
      changed: archiveFindings(ids: $ids, because: $because) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

const UNARCHIVE = graphql(
  `
    mutation Unarchive($ids: [ID!]!) {
      changed: unarchiveFindings(ids: $ids) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

const SET_STATUS = graphql(
  `
    mutation SetStatus($ids: [ID!]!, $status: Decision!, $because: String) {
      changed: setFindingStatus(ids: $ids, status: $status, because: $because) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

const ASSIGN = graphql(
  `
    mutation Assign($ids: [ID!]!, $assignee: String) {
      changed: assignFindings(ids: $ids, assignee: $assignee) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

const JUDGE = graphql(
  `
    mutation Judge($ids: [ID!]!, $feedback: Feedback) {
      changed: judgeFindings(ids: $ids, feedback: $feedback) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

const COMMENT = graphql(
  `
    mutation Comment($ids: [ID!]!, $text: String!) {
      changed: commentOnFindings(ids: $ids, text: $text) {
        ...Changed
      }
    }
  `,
  [CHANGED],
);

export type Decision = ReturnType<typeof graphql.scalar<'Decision'>>;
export type Feedback = ReturnType<typeof graphql.scalar<'Feedback'>>;

/** A change that a person makes to findings. */
export type CaseChange =
  | { readonly kind: 'archive' }
  | { readonly kind: 'unarchive' }
  | { readonly kind: 'status'; readonly status: Decision }
  | { readonly kind: 'assign'; readonly assignee: string | null }
  | { readonly kind: 'judge'; readonly feedback: Feedback | null }
  | { readonly kind: 'comment'; readonly text: string };

function send(change: CaseChange, ids: string[]): Promise<{ readonly changed: ResultOf<typeof CHANGED> }> {
  switch (change.kind) {
    case 'archive':
      return ask(ARCHIVE, { ids });
    case 'unarchive':
      return ask(UNARCHIVE, { ids });
    case 'status':
      return ask(SET_STATUS, { ids, status: change.status });
    case 'assign':
      return ask(ASSIGN, { ids, assignee: change.assignee });
    case 'judge':
      return ask(JUDGE, { ids, feedback: change.feedback });
    case 'comment':
      return ask(COMMENT, { ids, text: change.text });
  }
}

/** The message after a change: `2 findings were archived`. */
function doneText(change: CaseChange, count: number): string {
  const those = count === 1 ? '1 finding was' : `${count.toLocaleString('en')} findings were`;
  switch (change.kind) {
    case 'archive':
      return `${those} archived. A finding that recurs is reopened.`;
    case 'unarchive':
      return `${those} restored.`;
    case 'status':
      return `${those} marked as ${change.status.toLowerCase().replace('_', ' ')}.`;
    case 'assign':
      return change.assignee === null
        ? `${those} unassigned.`
        : `${those} assigned to ${spelledShort(change.assignee)}.`;
    case 'judge':
      return 'Your feedback was saved with the finding.';
    case 'comment':
      return 'The comment was added.';
  }
}

type CarryOut = (change: CaseChange, ids: readonly string[], undo?: CaseChange) => Promise<void>;

/** Carries out changes, reports their outcome, and refreshes what is shown. */
export function useCaseChange(): CarryOut {
  const client = useQueryClient();
  return useCallback(
    (change, ids, undo) => {
      const carryOut: CarryOut = async (wanted, those, back) => {
        notify(await noticeOf(wanted, those, back && (() => void carryOut(back, those))));
        await client.invalidateQueries();
      };
      return carryOut(change, ids, undo);
    },
    [client],
  );
}

async function noticeOf(change: CaseChange, ids: readonly string[], undo: (() => void) | undefined): Promise<Notice> {
  try {
    const { changed } = await send(change, [...ids]);
    const [error] = changed.userErrors;
    if (error !== undefined) return { type: 'error', text: error.message };
    return {
      type: 'success',
      text: doneText(change, changed.count),
      ...(undo && changed.count > 0 && { action: { text: 'Undo', run: undo } }),
    };
  } catch (error) {
    return { type: 'error', text: error instanceof Error ? error.message : 'This did not work.' };
  }
}
