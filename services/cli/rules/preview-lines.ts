import { counted, number } from '#services/model/numbers.ts';
import type { RulePreview } from '#services/model/rule.ts';

/** The effects of a rule, for people. @param hides whether the rule hides findings */
export function previewLines(
  { matches, earlier, byType, sample, unseen }: RulePreview,
  hides: boolean,
): readonly string[] {
  const verb = hides ? 'hides' : 'rates';
  return [
    `It ${verb} ${counted(matches - earlier, 'kept finding')}${earlier > 0 ? `; ${number(earlier)} more are hidden by earlier rules` : ''}.`,
    ...byType.map(({ type, count }) => `  ${number(count)}  ${type}`),
    ...(sample.length > 0 ? ['Seen last:', ...sample.map((id) => `  ${id}`)] : []),
    ...(unseen.length > 0
      ? ['Simulated attacks that it would hide:', ...unseen.map((type) => `  ${type}`)]
      : hides
        ? ['It would hide no simulated attack.']
        : []),
  ];
}
