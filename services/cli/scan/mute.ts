import type { AnyDetector } from '#services/model/detector.ts';
import { LIST_CATEGORIES, type Intel, type ListCategory } from '#services/model/intel.ts';

/** Which detectors cannot say anything for want of a list, a sentence a category. A detector needs the lists that each of its examples needs. */
export function mute(detectors: readonly AnyDetector[], intel: Intel): readonly string[] {
  const silent = new Map<ListCategory, string[]>();
  for (const detector of detectors)
    for (const category of needs(detector))
      if (!intel.has(category)) silent.set(category, [...(silent.get(category) ?? []), detector.type]);
  return [...silent].map(
    ([category, types]) => `No list of ${category} (--list=${category}=FILE): ${types.join(', ')} cannot fire.`,
  );
}

/** Most detectors need none, as their first example tells: to tell all of them takes longer than to read a file. */
function needs({ examples }: AnyDetector): readonly ListCategory[] {
  const fires = Object.values(examples.fires);
  let needed: readonly ListCategory[] = fires.length > 0 ? LIST_CATEGORIES : [];
  for (const example of fires) {
    if (needed.length === 0) break;
    const { lists = {} } = example();
    needed = needed.filter((category) => lists[category] !== undefined);
  }
  return needed;
}
