/** Exit codes. Findings are no error, but scripts must be able to tell. */
export const EXIT = { fine: 0, error: 1, usage: 2, findings: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
