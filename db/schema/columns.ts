import { timestamp } from 'drizzle-orm/pg-core';

/** A time with millisecond precision, like JavaScript's, so that a value read back compares equal. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
