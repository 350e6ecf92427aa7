import type { Intel } from '#services/model/intel.ts';
import { remembering } from '../remembering.ts';

/** Where a call came from: who announces the address, or else the addresses around it. Undefined: from within AWS. */
export function networkOf(address: string | undefined, intel: Intel): string | undefined {
  if (address === undefined) return undefined;
  const known = byIntel.get(intel) ?? remembering((text) => networkIn(text, intel));
  byIntel.set(intel, known);
  return known(address) || undefined;
}

/** By snapshot, whose answers never change. */
const byIntel = new WeakMap<Intel, (address: string) => string>();

function networkIn(address: string, intel: Intel): string {
  if (!/^[0-9a-f:.]+$/i.test(address) || !/[.:]/.test(address)) return '';
  const asn = intel.location(address)?.asn;
  if (asn !== undefined) return `AS${asn}`;
  return address.includes(':')
    ? `${address.split(':').slice(0, 2).join(':')}::/32`
    : `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
}
