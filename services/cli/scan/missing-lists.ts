import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel, ListCategory } from '#services/model/intel.ts';

/** Which detectors cannot say anything for want of a list, a sentence a category. */
export function missingLists(detectors: readonly AnyDetector[], intel: Intel): readonly string[] {
  const silent = new Map<ListCategory, string[]>();
  for (const detector of detectors)
    for (const category of detector.needs ?? [])
      if (!intel.has(category)) silent.set(category, [...(silent.get(category) ?? []), detector.type]);
  return [...silent].map(
    ([category, types]) =>
      `No list of ${category} (--list=${category}=FILE, or what vedette intel sync fetches): ${types.join(', ')} cannot fire.`,
  );
}
