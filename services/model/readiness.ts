/** Whether a process should be sent requests, and how the work is going. */
export interface Readiness {
  readonly ready: boolean;
  /** Sentences: why it is not ready. */
  readonly why: readonly string[];
  /** The process was told to stop, and is ending its turns. */
  readonly draining: boolean;
  readonly databaseAnswers: boolean;
  /** How long the log object that waits longest has been due; null: unknown. */
  readonly lagSeconds: number | null;
  /** The process watches the organization, and no pass has ended for hours. It can still answer people, so it is ready. */
  readonly passOverdue: boolean;
  /** When the last complete pass over the organization ended; null: unknown, or none ended yet. */
  readonly lastPassEndedAt: string | null;
}
