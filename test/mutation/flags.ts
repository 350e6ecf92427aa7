/** The global state that code made by Stryker reads. */
export interface Flags {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number;
  hitLimit: number;
  /** How often each bug was reached, by id: while a module was loaded, and later. */
  mutantCoverage: {
    static: Record<string, number>;
    readonly perTest: Record<string, Readonly<Record<string, number>>>;
  };
}

/** The flags of this process or thread. They stay the same object, because modules hold a reference. */
export function openFlags(): Flags {
  const flags: Flags = {
    activeMutant: undefined,
    currentTestId: undefined,
    hitCount: 0,
    hitLimit: Infinity,
    mutantCoverage: { static: {}, perTest: {} },
  };
  Object.assign(globalThis, { __stryker__: flags });
  return flags;
}
