import { useSyncExternalStore } from 'react';

const KEY = 'vedette.token';
const listeners = new Set<() => void>();
let refused = false;

function tell(): void {
  for (const listener of listeners) listener();
}

/** The API token of this tab, where one is needed. Closing the tab deletes it. */
export const session = {
  token: () => sessionStorage.getItem(KEY) ?? undefined,
  /** Called when the API does not accept the caller. */
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
