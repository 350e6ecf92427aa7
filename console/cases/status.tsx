import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { graphql } from '../api/graphql.ts';

export type CaseStatus = ReturnType<typeof graphql.scalar<'CaseStatus'>>;

const SHOWN: Readonly<Record<CaseStatus, { readonly text: string; readonly type: StatusIndicatorProps.Type }>> = {
  NEW: { text: 'New', type: 'info' },
  UPDATED: { text: 'Updated', type: 'info' },
  REOPENED: { text: 'Reopened', type: 'warning' },
  IN_PROGRESS: { text: 'In progress', type: 'in-progress' },
  RESOLVED: { text: 'Resolved', type: 'success' },
  ARCHIVED: { text: 'Archived', type: 'stopped' },
};

export function Status({ status }: { readonly status: CaseStatus }) {
  return <StatusIndicator type={SHOWN[status].type}>{SHOWN[status].text}</StatusIndicator>;
}
