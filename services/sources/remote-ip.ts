import type { RemoteIpDetails } from '#services/actions/kits/ends.ts';
import type { Intel } from '#services/model/intel.ts';
import { ipDetails } from './address.ts';

/**
 * GuardDuty's `remoteIpDetails`: the address, its location and its network operator, as far as they are known. Recent
 * results are shared: one caller appears in many findings.
 */
export function remoteIpDetails(address: string, intel: Intel): RemoteIpDetails {
  const known = lately.get(intel) ?? new Map<string, RemoteIpDetails>();
  lately.set(intel, known);
  const details = known.get(address) ?? detailsOf(address, intel);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(address, details);
  return details;
}

/** By snapshot, whose answers never change. */
const lately = new WeakMap<Intel, Map<string, RemoteIpDetails>>();
const KNOWN_MAX = 4096;

function detailsOf(address: string, intel: Intel): RemoteIpDetails {
  const { countryCode, countryName, lat, lon, asn, asnOrg } = intel.location(address) ?? {};
  return {
    ...ipDetails(address),
    ...(countryCode !== undefined && { country: { countryCode, countryName: countryName ?? countryCode } }),
    ...(lat !== undefined && lon !== undefined && { geoLocation: { lat, lon } }),
    ...(asn !== undefined && { organization: { asn: String(asn), asnOrg: asnOrg ?? '' } }),
  };
}
