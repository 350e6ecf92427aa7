import type { Intel } from '#services/model/intel.ts';

/** Where a call came from: who announces the address, or else the addresses around it. Undefined: from within AWS. */
export function networkOf(address: string | undefined, intel: Pick<Intel, 'location'>): string | undefined {
  if (address === undefined || !/^[0-9a-f:.]+$/i.test(address) || !/[.:]/.test(address)) return undefined;
  const asn = intel.location(address)?.asn;
  if (asn !== undefined) return `AS${asn}`;
  return address.includes(':')
    ? `${address.split(':').slice(0, 2).join(':')}::/32`
    : `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
}
