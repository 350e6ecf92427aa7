/** Whether a process should be sent requests, and how the work is going. */
export interface Readiness {
  readonly ready: boolean;
  /** Sentences: why it is not ready. */
  readonly why: readonly string[];
  /** It was told to stop, and ends its turns. */
  readonly draining: boolean;
  readonly databaseAnswers: boolean;
  /** How long the log object that waits longest is due; null: unknown. */
  readonly lagSeconds: number | null;
  /** It watches the organization, and no pass has ended for long. It answers people as well without. */
  readonly passOverdue: boolean;
  /** When the last complete pass over the organization ended; null: unknown, or none ended yet. */
  readonly lastPassEndedAt: string | null;
}
