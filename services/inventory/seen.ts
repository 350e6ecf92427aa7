import type { Taught } from './lesson.ts';

/** What AWS says of a resource when it is asked, and since when, if it says that. ms since the epoch */
export type Seen = Omit<Taught, 'since'> & { readonly since: number | undefined };
