import Button from '@cloudscape-design/components/button';
import { useRef, useState } from 'react';
import { useLive } from '../api/live.ts';
import { useUnitsAbove } from '../parts/use-account-names.ts';
import { useRested } from '../parts/use-rested.ts';
import { isIn } from './live-match.ts';
import { searchOf, type View } from './view.ts';

interface Props {
  readonly view: View;
  readonly shown: readonly { readonly id: string }[];
  /** When the list was read: it contains all earlier changes. */
  readonly asOf: number;
  readonly onShow: () => void;
}

const COUNTED_MAX = 1000;
/** The number is updated at most once in this time. */
const REST_MS = 500;

/**
 * Shows how many findings of a view changed since the list was read, with a button to show them. The count is kept in
 * this component, so that a storm of changes does not render the list again and again.
 */
export function ChangedButton({ view, shown, asOf, onShow }: Props) {
  const ids = useRef(new Set<string>());
  const of = `${asOf} ${searchOf(view)}`;
  const [counted, setCounted] = useState({ of, count: 0 });
  const count = useRested(() => setCounted({ of, count: ids.current.size }), REST_MS);
  if (counted.of !== of) {
    ids.current.clear();
    setCounted({ of, count: 0 });
  }
  const unitsAbove = useUnitsAbove();
  useLive((changed) => {
    if (ids.current.size >= COUNTED_MAX) return;
    for (const finding of changed) {
      if (isIn(view, finding, unitsAbove.get(finding.accountId) ?? []) || shown.some(({ id }) => id === finding.id))
        ids.current.add(finding.id);
    }
    count();
  });
  if (counted.count === 0) return null;
  const more = counted.count >= COUNTED_MAX;
  return (
    <Button iconName="refresh" onClick={onShow}>
      {`Show ${Math.min(counted.count, COUNTED_MAX).toLocaleString('en')}${more ? ' or more' : ''} new or changed`}
    </Button>
  );
}
