import { counted } from '#services/model/numbers.ts';
import type { ListCategory, ListScope } from '#services/model/intel.ts';

/**
 * Whether a list of this category may apply to some accounts only. Lists that filter other lists, and lists that accuse
 * nobody, apply to all.
 */
export function isScopable(category: ListCategory): boolean {
  return !['popular', 'dynamic-dns', 'public-resolver'].includes(category);
}

/** For sentences: `2 organizational units and 1 account (…)`. */
export function scopeText({ organizationalUnits, accounts }: ListScope): string {
  const parts = [
    ...(organizationalUnits.length > 0 ? [counted(organizationalUnits.length, 'organizational unit')] : []),
    ...(accounts.length > 0 ? [counted(accounts.length, 'account')] : []),
  ];
  return `${parts.join(' and ')} (${[...organizationalUnits, ...accounts].join(', ')})`;
}
