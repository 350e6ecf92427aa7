import type { graphql } from '../api/graphql.ts';

export type SeverityLabel = ReturnType<typeof graphql.scalar<'SeverityLabel'>>;

/** The worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const satisfies readonly SeverityLabel[];

const TEXTS: Readonly<Record<SeverityLabel, string>> = {
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
};

export function severityText(label: SeverityLabel): string {
  return TEXTS[label];
}
