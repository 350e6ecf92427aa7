import type { ListCategory } from '#services/model/intel.ts';
import { FEEDS } from './feeds/index.ts';

/** Categories that feeds exist for; of the others, every list is the owner's. */
export const FEED_CATEGORIES: ReadonlySet<ListCategory> = new Set(FEEDS.map(({ category }) => category));
