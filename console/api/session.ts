import { useSyncExternalStore } from 'react';
import { inTab } from './kept.ts';

const KEY = 'vedette.token';
const listeners = new Set<() => void>();
let refused = false;

function tell(): void {
  for (const listener of listeners) listener();
}

/** The API token of this tab, where one is needed. Closing the tab deletes it. */
export const session = {
  token: () => inTab.get(KEY),
  /** Called when the API does not accept the caller. */
  refuse() {
    refused = true;
    tell();
  },
  begin(token: string) {
    inTab.set(KEY, token);
    refused = false;
    tell();
  },
  end() {
    inTab.remove(KEY);
  },
};

/** Whether people have to log in before anything is shown. */
export function useRefused(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => refused,
  );
}
