export const SEVERITY_LABELS = ['Low', 'Medium', 'High', 'Critical'] as const;
export type SeverityLabel = (typeof SEVERITY_LABELS)[number];

/** The number GuardDuty itself gives to findings of a band ("Severity levels of GuardDuty findings"). */
const NUMBER: Record<SeverityLabel, number> = { Low: 2, Medium: 5, High: 8, Critical: 9 };

export function severityNumber(label: SeverityLabel): number {
  return NUMBER[label];
}

/** Bands: Low below 4, Medium below 7, High below 9, Critical from 9. */
export function severityLabel(severity: number): SeverityLabel {
  return severity >= 9 ? 'Critical' : severity >= 7 ? 'High' : severity >= 4 ? 'Medium' : 'Low';
}
