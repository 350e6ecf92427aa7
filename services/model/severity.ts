export const SEVERITY_LABELS = ['Low', 'Medium', 'High', 'Critical'] as const;
export type SeverityLabel = (typeof SEVERITY_LABELS)[number];

/** The number GuardDuty itself gives to findings of a band ("Severity levels of GuardDuty findings"). */
const NUMBER: Record<SeverityLabel, number> = { Low: 2, Medium: 5, High: 8, Critical: 9 };

/** The number for a severity: 2, 5, 8 or 9. */
export function severityNumber(label: SeverityLabel): number {
  return NUMBER[label];
}

/** The lower bound of each band, and that of the next one, by "Severity levels of GuardDuty findings". */
const BANDS: Record<SeverityLabel, { readonly from: number; readonly below: number }> = {
  Low: { from: 0, below: 4 },
  Medium: { from: 4, below: 7 },
  High: { from: 7, below: 9 },
  Critical: { from: 9, below: Infinity },
};

/** The numbers that a severity stands for: `from` belongs to it, `below` does not. */
export function severityBand(label: SeverityLabel): { readonly from: number; readonly below: number } {
  return BANDS[label];
}

/** The severity that a number belongs to. */
export function severityLabel(severity: number): SeverityLabel {
  return SEVERITY_LABELS.find((label) => severity < BANDS[label].below) ?? 'Critical';
}
