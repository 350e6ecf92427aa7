import type { ActRates, Judging } from '#services/model/behaviour.ts';
import { parseCode, type ActCode } from './act-code.ts';
import { remembering } from './remembering.ts';

/** Real acts are a few thousand; the bound keeps made-up ones from filling the memory. */
const KNOWN_MAX = 50_000;

/** Rates by code and class, computed once for equal ones. */
export function rememberedRates(of: (code: ActCode, identityClass: string) => ActRates): Judging['rates'] {
  // Classes have no blanks, codes may.
  const rates = remembering((key) => {
    const blank = key.indexOf(' ');
    return of(parseCode(key.slice(blank + 1)), key.slice(0, blank));
  }, KNOWN_MAX);
  return (code, identityClass) => rates(`${identityClass} ${code}`);
}
