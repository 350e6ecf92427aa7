/** What the process says of how it went. Findings are not an error, but a script must be able to tell. */
export const EXIT = { fine: 0, error: 1, usage: 2, findings: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
