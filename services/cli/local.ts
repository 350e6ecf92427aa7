import type { Actor } from '#services/model/audit.ts';

/** The actor in the audit log for commands that open the database themselves. */
export const LOCAL: Actor = { who: 'local', from: 'command line' };
