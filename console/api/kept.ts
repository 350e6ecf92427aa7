/** A few texts that the browser keeps for the console. */
export interface Kept {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  remove(name: string): void;
}

/** People may tell their browsers to keep nothing, and storage may be full: then texts are kept until the page is left. */
function keptIn(storage: () => Storage): Kept {
  const here = new Map<string, string>();
  function attempt<Result>(act: (storage: Storage) => Result): Result | undefined {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  }
  return {
    get: (name) => here.get(name) ?? attempt((there) => there.getItem(name)) ?? undefined,
    set(name, text) {
      here.set(name, text);
      attempt((there) => there.setItem(name, text));
    },
    remove(name) {
      here.delete(name);
      attempt((there) => there.removeItem(name));
    },
  };
}

/** Until the tab is closed. */
export const inTab = keptIn(() => sessionStorage);

/** For all tabs, from one visit to the next. */
export const inBrowser = keptIn(() => localStorage);
