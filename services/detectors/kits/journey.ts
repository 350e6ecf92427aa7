import { isPublicAddress } from '#services/model/address.ts';
import type { Intel } from '#services/model/intel.ts';
import { minutes } from '#services/model/time.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { apartKm, isOnMap } from './distance.ts';

/** A sign-in as a tally keeps it: `minute|address`. To the minute, because people press the button twice. */
export function signInOf(record: CloudTrailRecord): string {
  return `${Math.floor(record.time / minutes(1))}|${record.sourceIPAddress}`;
}

export interface Journey {
  readonly from: string;
  readonly to: string;
  readonly km: number;
  /** An upper bound, because sign-ins are known to the minute. */
  readonly withinMs: number;
  readonly kmPerHour: number;
}

interface Limits {
  readonly kilometres: number;
  readonly kilometresPerHour: number;
}

/**
 * The fastest journey between countries that the sign-ins of one user imply, if it is too far and too fast to be
 * possible, even between the nearest points of the two countries. Locations are only exact to the country, so journeys
 * within one do not count.
 */
export function impossibleJourney(signIns: readonly string[], intel: Intel, limits: Limits): Journey | undefined {
  const stops = signIns.toSorted().flatMap((signIn) => stopOf(signIn, intel) ?? []);
  const journeys = stops.flatMap((a, i) =>
    stops.slice(i + 1).flatMap((b) => {
      if (a.country === b.country) return [];
      const [from, to] = a.minute <= b.minute ? [a, b] : [b, a];
      const withinMs = minutes(to.minute - from.minute + 1);
      const km = apartKm(from.country, to.country);
      return [{ from: from.text, to: to.text, km, withinMs, kmPerHour: (km * minutes(60)) / withinMs }];
    }),
  );
  return journeys
    .filter(({ km, kmPerHour }) => km >= limits.kilometres && kmPerHour > limits.kilometresPerHour)
    .toSorted((a, b) => b.kmPerHour - a.kmPerHour)
    .at(0);
}

function stopOf(signIn: string, intel: Intel) {
  const [minute = '', address = ''] = signIn.split('|');
  const { countryCode, countryName } = intel.location(address) ?? {};
  if (countryCode === undefined) return undefined;
  return { minute: Number(minute), country: countryCode, text: `${address} (${countryName ?? countryCode})` };
}

/**
 * Whether the address shows where its user is, as far as anybody knows: it has a country, and is of no network whose
 * addresses stand for people elsewhere: AWS, a Tor exit, or one that is exempt (`AS64500` or `64500`).
 */
export function isPlaced(address: string | undefined, intel: Intel, exemptNetworks: readonly string[]): boolean {
  if (address === undefined || !isPublicAddress(address)) return false;
  const place = intel.location(address);
  return (
    place?.countryCode !== undefined &&
    isOnMap(place.countryCode) &&
    !exemptNetworks.some((network) => Number(network.replace(/^AS/i, '')) === place.asn) &&
    !intel.amazon(address) &&
    intel.address(address, 'tor-exit') === undefined
  );
}

/** Autonomous systems whose addresses stand for people elsewhere. */
export const NETWORKS_ELSEWHERE: readonly string[] = [
  // Relays: Cloudflare (WARP and iCloud Private Relay), Akamai and Fastly (iCloud Private Relay).
  [13_335, 36_183, 54_113],
  // Gateways of companies: Zscaler, Netskope, Palo Alto Networks (Prisma Access), Cisco Umbrella.
  [22_616, 53_813, 62_044, 55_256, 396_421, 36_692],
  // Hosts of VPN services: M247, Datacamp, 31173 Services, LeaseWeb. And Proton.
  [9009, 60_068, 212_238, 39_351, 60_781, 28_753, 62_371, 209_103],
  // Clouds: Google, Microsoft, Oracle, Alibaba, Tencent, DigitalOcean, OVH, Hetzner.
  [15_169, 396_982, 8075, 31_898, 45_102, 132_203, 14_061, 16_276, 24_940],
  // Clouds: Akamai (Linode), Vultr, Scaleway, IBM.
  [63_949, 20_473, 12_876, 36_351],
]
  .flat()
  .map((number) => `AS${number}`);
