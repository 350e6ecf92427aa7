import { NO_ACCOUNT, type CoverageFact } from '#services/model/coverage.ts';
import { lacksLists } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import type { Intel, ListCategory, ScopedLists } from '#services/model/intel.ts';

/** The part of a detector that says which lists it needs. */
interface Needing {
  readonly type: string;
  readonly needs?: readonly ListCategory[];
}

/** The categories that lists are loaded of, and those of lists that apply to some accounts only. */
interface Loaded extends Pick<Intel, 'has'> {
  readonly scoped?: Pick<ScopedLists, 'categories'>;
}

/**
 * The detectors that cannot fire because a list is missing: one sentence for all that need the same categories.
 *
 * @param published categories that feeds exist for
 */
export function missingLists(
  detectors: readonly Needing[],
  intel: Loaded,
  published: ReadonlySet<ListCategory>,
): readonly string[] {
  const silent = detectors.filter((detector) => lacksLists(detector, intel));
  const byNeed = Map.groupBy(silent, ({ needs = [] }) => needs.join(' or '));
  return [...byNeed].map(([need, wanting]) => {
    const [{ needs: categories = [] } = {}] = wanting;
    const isSomewhere = [...(intel.scoped?.categories ?? [])].some((category) => categories.includes(category));
    const flags = categories.map((category) => `--list=${category}=FILE`);
    const sync = categories.some((category) => published.has(category)) ? ', or vedette intel sync' : '';
    return `No list of ${need} (${flags.join(' or ')}${sync}): ${wanting.map(({ type }) => type).join(', ')} cannot fire${isSomewhere ? ' except in the accounts that such a list applies to' : ''}.`;
  });
}

/** All missing lists in one sentence, for output about something else; undefined when every detector has its list. */
export function missingListsInShort(
  detectors: readonly Needing[],
  intel: Pick<Intel, 'has'>,
  published: ReadonlySet<ListCategory>,
): string | undefined {
  const silent = detectors.filter((detector) => lacksLists(detector, intel));
  if (silent.length === 0) return undefined;
  const categories = [...new Set(silent.flatMap(({ needs = [] }) => needs))].toSorted();
  const fetched = categories.filter((category) => published.has(category));
  const sync = fetched.length === 0 ? '' : `vedette intel sync downloads public lists of ${fetched.join(', ')}, `;
  return `${counted(silent.length, 'finding type')} of ${detectors.length} cannot fire without lists of ${categories.join(', ')}: ${sync}--list=${categories[0]}=FILE adds your own, and vedette intel list names the types.`;
}

/**
 * The coverage fact about missing and outdated lists, which concerns all accounts.
 *
 * @param missing one sentence for each missing list
 * @param outdated one sentence for each list that is too old to be trusted
 */
export function listFact(missing: readonly string[], outdated: readonly string[]): CoverageFact {
  const [state, reason] =
    missing.length > 0
      ? (['gap', 'list-missing'] as const)
      : outdated.length > 0
        ? (['gap', 'list-outdated'] as const)
        : (['covered', 'reading'] as const);
  const detail =
    [...missing, ...outdated].join(' ') || 'Every list that a detector needs is loaded, and none is too old.';
  return { about: 'detection', accountId: NO_ACCOUNT, region: undefined, source: undefined, state, reason, detail };
}
