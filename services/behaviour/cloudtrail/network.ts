import type { Intel } from '#services/model/intel.ts';

/** The network of a call: the AS that announces the address, or the addresses around it. Undefined: within AWS. */
export function networkOf(address: string | undefined, intel: Intel): string | undefined {
  if (address === undefined || !ADDRESS.test(address)) return undefined;
  const asn = intel.location(address)?.asn;
  return asn === undefined ? networkAround(address) : `AS${asn}`;
}

/** The range around an address, which mostly belongs to one provider. */
export function networkAround(address: string): string {
  return address.includes(':') ? `${firstTwo(address, ':')}::/32` : `${firstTwo(address, '.')}.0.0/16`;
}

/** The first two parts of an address. Logs have very many addresses, so it is not split. */
function firstTwo(address: string, separator: string): string {
  const second = address.indexOf(separator, address.indexOf(separator) + 1);
  return second === -1 ? address : address.slice(0, second);
}

/** An IP address. AWS services put their names in its place. */
const ADDRESS = /^(?=.*[.:])[0-9a-f:.]+$/i;
