import { isPublicAddress } from '#services/model/address.ts';
import type { Intel } from '#services/model/intel.ts';
import { minutes } from '#services/model/time.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { distanceKm } from './distance.ts';

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
 * made. Countries are as exact as places are known, so within one there is no journey.
 */
export function impossibleJourney(signIns: readonly string[], intel: Intel, limits: Limits): Journey | undefined {
  const stops = signIns.toSorted().flatMap((signIn) => stopOf(signIn, intel) ?? []);
  const journeys = stops.flatMap((a, i) =>
    stops.slice(i + 1).flatMap((b) => {
      if (a.country === b.country) return [];
      const [from, to] = a.minute <= b.minute ? [a, b] : [b, a];
      const withinMs = minutes(to.minute - from.minute + 1);
      const km = distanceKm(from, to);
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
  const { lat, lon, countryCode, countryName } = intel.place(address) ?? {};
  if (lat === undefined || lon === undefined || countryCode === undefined) return undefined;
  return { minute: Number(minute), country: countryCode, lat, lon, text: `${address} (${countryName ?? countryCode})` };
}

/** Whether the address has a place, and is not announced by one of the exempt networks (`AS64500` or `64500`). */
export function isPlaced(address: string | undefined, intel: Intel, exemptNetworks: readonly string[]): boolean {
  if (address === undefined || !isPublicAddress(address)) return false;
  const place = intel.place(address);
  return (
    place?.lat !== undefined && !exemptNetworks.some((network) => Number(network.replace(/^AS/i, '')) === place.asn)
  );
}
