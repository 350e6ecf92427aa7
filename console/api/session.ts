import { useSyncExternalStore } from 'react';

const KEY = 'vedette.token';
const listeners = new Set<() => void>();
let refused = false;

function tell(): void {
  for (const listener of listeners) listener();
}

/** The token that this tab shows to the API, where it needs one. Closing the tab forgets it. */
export const session = {
  token: () => sessionStorage.getItem(KEY) ?? undefined,
  /** The API does not know who asks. */
  refuse() {
    refused = true;
    tell();
  },
  begin(token: string) {
    sessionStorage.setItem(KEY, token);
    refused = false;
    tell();
  },
  end() {
    sessionStorage.removeItem(KEY);
  },
};

/** Whether somebody has to say who they are before anything is shown. */
export function useRefused(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => refused,
  );
}
