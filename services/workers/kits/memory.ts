import { days } from '#services/model/time.ts';

/**
 * How long what is remembered, against what can still arrive: see "Memory" in `docs/architecture.md`. A log object that
 * comes up to `lateMs` after its time is seen, and counted with all that it belongs to.
 */
export interface Memory {
  readonly lateMs: number;
  /** How long findings that nothing happens to are kept, and at least as long what they were made of. */
  readonly retentionMs: number;
}

export const LATE_DAYS = 7;

export const RETENTION_DAYS = 90;

export function memoryOf({
  lateDays = LATE_DAYS,
  retentionDays = RETENTION_DAYS,
}: {
  readonly lateDays?: number | undefined;
  readonly retentionDays?: number | undefined;
} = {}): Memory {
  return { lateMs: days(lateDays), retentionMs: days(retentionDays) };
}
