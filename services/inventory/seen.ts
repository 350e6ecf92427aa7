import type { Taught } from './lesson.ts';

/** AWS's answer about a resource; `since` in ms since the epoch, where AWS tells it. */
export type Seen = Omit<Taught, 'since'> & { readonly since: number | undefined };
