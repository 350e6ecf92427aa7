import type { Intel } from '#services/model/intel.ts';

/** Where a call came from: who announces the address, or else the addresses around it. Undefined: from within AWS. */
export function networkOf(address: string | undefined, intel: Intel): string | undefined {
  if (address === undefined || !ADDRESS.test(address)) return undefined;
  const asn = intel.location(address)?.asn;
  return asn === undefined ? networkAround(address) : `AS${asn}`;
}

/** The addresses around one: those that one provider gives to its customers, mostly. */
export function networkAround(address: string): string {
  return address.includes(':')
    ? `${address.split(':').slice(0, 2).join(':')}::/32`
    : `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
}

/** Services put their names in its place. */
const ADDRESS = /^(?=.*[.:])[0-9a-f:.]+$/i;
