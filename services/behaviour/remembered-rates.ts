import type { ActRates, Judging } from '#services/model/behaviour.ts';
import { parseCode, type ActCode } from './act-code.ts';

/** Acts are few thousand; what somebody makes up is not kept for ever. */
const KNOWN_MAX = 50_000;

/** Rates by code and class, computed once for equal ones. */
export function rememberedRates(of: (code: ActCode, identityClass: string) => ActRates): Judging['rates'] {
  const known = new Map<string, ActRates>();
  return (code, identityClass) => {
    const key = `${identityClass} ${code}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= KNOWN_MAX) known.clear();
    const rates = of(parseCode(code), identityClass);
    known.set(key, rates);
    return rates;
  };
}
