import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import { severityText, type SeverityLabel } from './severities.ts';

const COLORS: Readonly<Record<SeverityLabel, BadgeProps['color']>> = {
  CRITICAL: 'severity-critical',
  HIGH: 'severity-high',
  MEDIUM: 'severity-medium',
  LOW: 'severity-low',
};

export function Severity({ label }: { readonly label: SeverityLabel }) {
  return <Badge color={COLORS[label]}>{severityText(label)}</Badge>;
}
