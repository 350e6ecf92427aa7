/** What the code that Stryker makes looks at. */
export interface Flags {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number;
  hitLimit: number;
  /** By id, how often each bug was met: while a module was loaded, and by what ran then. */
  mutantCoverage: {
    static: Record<string, number>;
    readonly perTest: Record<string, Readonly<Record<string, number>>>;
  };
}

/** Those of this process or thread. They stay the same object: modules remember it. */
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
