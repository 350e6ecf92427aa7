import { useSyncExternalStore } from 'react';

/** A success or an error, shown above the page. */
export interface Notice {
  readonly type: 'success' | 'error' | 'info' | 'warning';
  readonly text: string;
  /** An action that the notice offers, such as undo. */
  readonly action?: { readonly text: string; readonly run: () => void };
}

export interface KeptNotice extends Notice {
  readonly id: string;
}

const SHOWN_MS = 12_000;
const SHOWN_MAX = 3;
let kept: readonly KeptNotice[] = [];
let made = 0;
const listeners = new Set<() => void>();

function keep(next: readonly KeptNotice[]): void {
  kept = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: string): void {
  keep(kept.filter((notice) => notice.id !== id));
}

/** Shows a notice. Errors stay until they are dismissed. */
export function notify(notice: Notice): void {
  const id = String(++made);
  keep([{ ...notice, id }, ...kept].slice(0, SHOWN_MAX));
  if (notice.type !== 'error') setTimeout(() => dismiss(id), SHOWN_MS);
}

export function useNotices(): readonly KeptNotice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
}
