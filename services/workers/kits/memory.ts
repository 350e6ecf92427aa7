import type { SeverityLabel } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';

/**
 * How long what is remembered, against what can still arrive: see "Memory" in `docs/architecture.md`. A log object that
 * comes up to `lateMs` after its time is seen, and counted with all that it belongs to.
 */
export interface Memory {
  readonly lateMs: number;
  /** How long findings that nothing happens to are kept, and at least as long what they were made of. */
  readonly retentionMs: number;
  /** The same of findings of some severities, as their owner rates them. */
  readonly retentionMsOf?: Partial<Record<SeverityLabel, number>>;
}

/** How one of them is written: `Low=30`, in days. */
export const KEPT_SEVERITY = /^(Low|Medium|High|Critical)=([1-9]\d{0,4})$/;

export const LATE_DAYS = 7;

export const RETENTION_DAYS = 90;

export function memoryOf({
  lateDays = LATE_DAYS,
  retentionDays = RETENTION_DAYS,
  retentionBySeverity = [],
}: {
  readonly lateDays?: number | undefined;
  readonly retentionDays?: number | undefined;
  readonly retentionBySeverity?: readonly string[] | undefined;
} = {}): Memory {
  const memory = { lateMs: days(lateDays), retentionMs: days(retentionDays) };
  if (retentionBySeverity.length === 0) return memory;
  const kept = retentionBySeverity.map((text) => KEPT_SEVERITY.exec(text) ?? []);
  return { ...memory, retentionMsOf: Object.fromEntries(kept.map(([, label, many]) => [label, days(Number(many))])) };
}
