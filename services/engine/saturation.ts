import { counted } from '#services/model/numbers.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { Bounds, Shortfall, Window } from './window.ts';

/** What did not fit into the bounds, of one question and one object. */
export interface Saturation extends Readonly<Shortfall> {
  readonly type: FindingType;
  /** The object's name. */
  readonly object: string;
}

/** Adds what did not fit into a window. */
export function gather(gathered: Map<string, Saturation>, { question, objects, shortfalls }: Window): void {
  const { type } = question.detector;
  for (const [index, { refused, untold }] of shortfalls) {
    const object = objects[index] ?? '';
    const key = `${type} ${object}`;
    const known = gathered.get(key) ?? { type, object, refused: 0, untold: 0 };
    gathered.set(key, { ...known, refused: known.refused + refused, untold: known.untold + untold });
  }
}

/** What did not fit of one question, a sentence or two for each kind: which detector, how many records, what to do. */
export function describeSaturation(
  { type, refused, untold }: Omit<Saturation, 'object'>,
  { groupsMax, idsMax }: Bounds,
): readonly string[] {
  return [
    ...(refused > 0
      ? [
          `${type} follows ${counted(groupsMax, 'subject')} in one window: ${counted(refused, 'record')} about others went uncounted. Put addresses that are known on a trusted list.`,
        ]
      : []),
    ...(untold > 0
      ? [
          `${type} tells duplicates among ${counted(idsMax, 'record')} of one subject in one window: ${counted(untold, 'more record')} counted without telling. Where two trails deliver the same events, read one of them.`,
        ]
      : []),
  ];
}
