import { useRef, useState } from 'react';
import { useLive } from '../api/live.ts';
import { useRested } from '../parts/use-rested.ts';
import { isIn, searchOf, type View } from './view.ts';

interface Changed {
  readonly count: number;
  /** They are counted so far and no further. */
  readonly more: boolean;
  /** What changed is shown now. */
  readonly take: () => void;
}

const COUNTED_MAX = 1000;
/** In a storm of changes the number is written once in this time. */
const REST_MS = 500;

/** How many findings of a view came, went or changed since the list was shown. */
export function useChanged(view: View, shown: readonly { readonly id: string }[]): Changed {
  const ids = useRef(new Set<string>());
  const of = searchOf(view);
  const [counted, setCounted] = useState({ of, count: 0 });
  const count = useRested(() => setCounted({ of, count: ids.current.size }), REST_MS);
  if (counted.of !== of) {
    ids.current.clear();
    setCounted({ of, count: 0 });
  }
  useLive((changed) => {
    for (const finding of changed) {
      if (ids.current.size >= COUNTED_MAX) break;
      if (isIn(view, finding) || shown.some(({ id }) => id === finding.id)) ids.current.add(finding.id);
    }
    count();
  });
  return {
    count: counted.count,
    more: counted.count >= COUNTED_MAX,
    take() {
      ids.current.clear();
      setCounted({ of, count: 0 });
    },
  };
}
