import { timestamp } from 'drizzle-orm/pg-core';

/** A moment, to the millisecond: what JavaScript holds, so that a value read back compares equal. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
