import type { Intel } from '#services/model/intel.ts';

/** The network of a call: the AS that announces the address, or the addresses around it. Undefined: within AWS. */
export function networkOf(address: string | undefined, intel: Intel): string | undefined {
  if (address === undefined || !ADDRESS.test(address)) return undefined;
  const asn = intel.location(address)?.asn;
  return asn === undefined ? networkAround(address) : `AS${asn}`;
}

/** The range around an address, which mostly belongs to one provider. */
export function networkAround(address: string): string {
  return address.includes(':')
    ? `${address.split(':').slice(0, 2).join(':')}::/32`
    : `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
}

/** An IP address. AWS services put their names in its place. */
const ADDRESS = /^(?=.*[.:])[0-9a-f:.]+$/i;
