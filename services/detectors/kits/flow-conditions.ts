import { isPublicAddress } from '#services/model/address.ts';
import { TCP } from './probe.ts';

/**
 * Conditions for `where` that many questions about flows share. Each is a single function, so it runs once for all of
 * them.
 */
export function isPublic(address: string | undefined): boolean {
  return address !== undefined && isPublicAddress(address);
}

/**
 * Whether organizations assign such an address themselves, as their networks write it (RFC 1918, RFC 6598, unique
 * local).
 */
export function isInside(address: string | undefined): boolean {
  return address !== undefined && INSIDE.test(address);
}
const INSIDE =
  /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/;

export function isTcp(protocol: number | undefined): boolean {
  return protocol === TCP;
}

export function goesOut(direction: string | undefined): boolean {
  return direction === 'egress';
}
