import { counted } from '#services/model/numbers.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { objectName } from './origins.ts';
import type { ActsWindow } from './acts-window.ts';
import type { Bounds, Shortfall, Window } from './window.ts';

/** The shortfalls of one question in one object. */
export interface Saturation extends Readonly<Shortfall> {
  readonly type: FindingType;
  /** The object's name. */
  readonly object: string;
}

/** Adds the shortfalls of a window. */
export function gather(gathered: Map<string, Saturation>, window: Window | ActsWindow): void {
  const { objects, shortfalls } = window;
  const type = typeOf(window);
  for (const [index, { groupOverflow, nameless, deduplicationOverflow }] of shortfalls) {
    const object = objectName(objects, index);
    const key = `${type} ${object}`;
    const known = gathered.get(key) ?? { type, object, groupOverflow: 0, nameless: 0, deduplicationOverflow: 0 };
    gathered.set(key, {
      ...known,
      groupOverflow: known.groupOverflow + groupOverflow,
      nameless: known.nameless + nameless,
      deduplicationOverflow: known.deduplicationOverflow + deduplicationOverflow,
    });
  }
}

/** The type that a window is stored under. */
export function typeOf(window: Window | ActsWindow): FindingType {
  return 'profile' in window ? window.profile.name : window.question.detector.type;
}

/** A sentence or two for each kind of shortfall: which detector, how many records, what to do. */
export function describeSaturation(
  { type, groupOverflow, nameless, deduplicationOverflow }: Omit<Saturation, 'object'>,
  { groupsMax, idsMax }: Bounds,
): readonly string[] {
  return [
    ...(groupOverflow > 0
      ? [
          `${type} follows ${counted(groupsMax, 'subject')} in one window: ${counted(groupOverflow, 'record')} about others went uncounted. Put addresses that are known on a trusted list.`,
        ]
      : []),
    ...(nameless > 0
      ? [
          `${type} cannot tell what ${counted(nameless, 'record')} ${nameless === 1 ? 'is' : 'are'} about, and leaves ${nameless === 1 ? 'it' : 'them'} out: the field with the subject is missing. Look at the object, and deliver logs as AWS writes them.`,
        ]
      : []),
    ...(deduplicationOverflow > 0
      ? [
          `${type} recognizes duplicates among ${counted(idsMax, 'record')} of one subject in one window: ${counted(deduplicationOverflow, 'more record')} counted without this check. Where two trails deliver the same events, read one of them.`,
        ]
      : []),
  ];
}
