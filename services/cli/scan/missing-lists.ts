import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';

/** Which detectors cannot say anything for want of a list: a sentence for those that would do with the same. */
export function missingLists(all: readonly AnyDetector[], intel: Intel): readonly string[] {
  const silent = all.filter(({ needs = [] }) => needs.length > 0 && !needs.some((category) => intel.has(category)));
  const byNeed = Map.groupBy(silent, ({ needs = [] }) => needs.join(' or '));
  return [...byNeed].map(([need, detectors]) => {
    const flags = need.split(' or ').map((category) => `--list=${category}=FILE`);
    return `No list of ${need} (${flags.join(' or ')}): ${detectors.map(({ type }) => type).join(', ')} cannot fire.`;
  });
}
