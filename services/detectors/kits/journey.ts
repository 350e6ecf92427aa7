import { isPublicAddress } from '#services/model/address.ts';
import type { Intel } from '#services/model/intel.ts';
import { minutes } from '#services/model/time.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { apartKm, isOnMap } from './distance.ts';

/** A sign-in as a tally keeps it: `minute|address`. To the minute, for people press the button twice. */
export function signInOf(record: CloudTrailRecord): string {
  return `${Math.floor(record.time / minutes(1))}|${record.sourceIPAddress}`;
}

export interface Journey {
  readonly from: string;
  readonly to: string;
  readonly km: number;
  /** At most this long, for sign-ins are known to the minute. */
  readonly withinMs: number;
  readonly kmPerHour: number;
}

interface Limits {
  readonly kilometres: number;
  readonly kilometresPerHour: number;
}

/**
 * The fastest journey between countries that the sign-ins of one user imply, if it is too far and too fast to have been
 * made, even between the nearest points of the two. Countries are as exact as places are known, so within one there is
 * no journey.
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
 * Whether the address is where its user is, as far as anybody knows: in a country, and of no network whose addresses
 * stand for people elsewhere: AWS, a Tor exit, or one that is exempt (`AS64500` or `64500`).
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

/** Autonomous systems whose addresses stand for people elsewhere, by whose they are. */
export const NETWORKS_ELSEWHERE: Readonly<Record<string, string>> = {
  AS13335: 'Cloudflare, of WARP and of iCloud Private Relay',
  AS36183: 'Akamai, of iCloud Private Relay',
  AS54113: 'Fastly, of iCloud Private Relay',
  AS22616: 'Zscaler',
  AS53813: 'Zscaler',
  AS62044: 'Zscaler',
  AS55256: 'Netskope',
  AS396421: 'Palo Alto Networks, of Prisma Access',
  AS36692: 'Cisco Umbrella',
  AS9009: 'M247, where VPN services rent',
  AS60068: 'Datacamp, where VPN services rent',
  AS212238: 'Datacamp, where VPN services rent',
  AS39351: '31173 Services, where VPN services rent',
  AS60781: 'LeaseWeb, where VPN services rent',
  AS28753: 'LeaseWeb, where VPN services rent',
  AS62371: 'Proton',
  AS209103: 'Proton',
  AS15169: 'Google',
  AS396982: 'Google Cloud',
  AS8075: 'Microsoft',
  AS31898: 'Oracle Cloud',
  AS45102: 'Alibaba Cloud',
  AS132203: 'Tencent Cloud',
  AS14061: 'DigitalOcean',
  AS16276: 'OVH',
  AS24940: 'Hetzner',
  AS63949: 'Akamai, of Linode',
  AS20473: 'Vultr',
  AS12876: 'Scaleway',
  AS36351: 'IBM Cloud',
};
