import type { SeverityLabel } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';

/**
 * How long data is kept, compared with how late logs may arrive: see "Memory" in `docs/architecture.md`. A log object
 * that arrives up to `lateMs` after its time is read, and counted together with everything that it belongs to.
 */
export interface Memory {
  readonly lateMs: number;
  /** How long findings without new activity are kept. The data that they were made of is kept at least as long. */
  readonly retentionMs: number;
  /** Different retention for some severities. The severity is the owner's, after rules. */
  readonly retentionMsOf?: Partial<Record<SeverityLabel, number>>;
}

/** The syntax of one entry: `Low=30`, in days. */
export const KEPT_SEVERITY = /^(Low|Medium|High|Critical)=([1-9]\d{0,4})$/;

export const LATE_DAYS = 7;

export const RETENTION_DAYS = 90;

/** The memory that the settings ask for. */
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
