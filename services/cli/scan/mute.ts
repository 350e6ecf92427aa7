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

/** Only what shows lists as evidence can need one: to tell all examples takes longer than to read a file. */
function needs({ lists: evidence, examples }: AnyDetector): readonly ListCategory[] {
  if (evidence === undefined) return [];
  const given = Object.values(examples.fires).map((example) => example().lists ?? {});
  return LIST_CATEGORIES.filter((category) => given.every((lists) => lists[category] !== undefined));
}
