import { NO_ACCOUNT, type CoverageFact } from '#services/model/coverage.ts';
import type { Intel, ListCategory } from '#services/model/intel.ts';

/** As much of a detector as says which lists it asks. */
interface Needing {
  readonly type: string;
  readonly needs?: readonly ListCategory[];
}

/** Which detectors cannot say anything for want of a list, a sentence a category. */
export function missingLists(detectors: readonly Needing[], intel: Pick<Intel, 'has'>): readonly string[] {
  const silent = new Map<ListCategory, string[]>();
  for (const detector of detectors)
    for (const category of detector.needs ?? [])
      if (!intel.has(category)) silent.set(category, [...(silent.get(category) ?? []), detector.type]);
  return [...silent].map(
    ([category, types]) =>
      `No list of ${category} (--list=${category}=FILE, or what vedette intel sync fetches): ${types.join(', ')} cannot fire.`,
  );
}

/**
 * What cannot be seen in any account for want of lists.
 *
 * @param missing which lists there are not, a sentence each
 * @param outdated which lists are too old to be believed, a sentence each
 */
export function listFact(missing: readonly string[], outdated: readonly string[]): CoverageFact {
  const [state, reason] =
    missing.length > 0
      ? (['gap', 'list-missing'] as const)
      : outdated.length > 0
        ? (['gap', 'list-outdated'] as const)
        : (['covered', 'reading'] as const);
  const detail =
    [...missing, ...outdated].join(' ') || 'Every list that a detector asks is there, and none is too old.';
  return { accountId: NO_ACCOUNT, region: undefined, source: undefined, state, reason, detail };
}
