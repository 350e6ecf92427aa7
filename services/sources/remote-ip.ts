import type { RemoteIpDetails } from '#services/model/action.ts';
import type { Intel } from '#services/model/intel.ts';
import { ipDetails } from './address.ts';

/** GuardDuty's `remoteIpDetails`: the address, and where it is and who announces it as far as that is known. */
export function remoteIpDetails(address: string, intel: Intel): RemoteIpDetails {
  const { countryCode, countryName, lat, lon, asn, asnOrg } = intel.place(address) ?? {};
  return {
    ...ipDetails(address),
    ...(countryCode !== undefined && { country: { countryCode, countryName: countryName ?? countryCode } }),
    ...(lat !== undefined && lon !== undefined && { geoLocation: { lat, lon } }),
    ...(asn !== undefined && { organization: { asn: String(asn), asnOrg: asnOrg ?? '' } }),
  };
}
