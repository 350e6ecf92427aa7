import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Failure } from '#services/model/failure.ts';

/** Kinds of addresses in private networks. */
const OWN: readonly string[] = ['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'];

/** The IPv6 address at which an EC2 instance gets its own credentials; the IPv4 one is link-local. */
const METADATA_V6 = 'fd00:ec2::254';

/**
 * Whether sinks may send to an address: always to one that the Internet routes, and to private networks where the owner
 * allows them. Link-local addresses, which include the metadata services of clouds, are never allowed.
 */
export function mayBeSentTo(address: string, own: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  return range === 'unicast' || (own && OWN.includes(range) && parsed.toString() !== METADATA_V6);
}

/** @throws Failure for an address that sinks may not send to */
export function requireAllowed(address: string, own: boolean): void {
  if (mayBeSentTo(address, own)) return;
  const way = own ? '' : ' If it is in your own network, set private: true.';
  throw new Failure('refused', `Nothing is sent to ${address}, which is not a public address.${way}`);
}

/**
 * Resolves a name for a connection that is about to be made, and refuses it if any of the addresses is not allowed. An
 * earlier lookup proves nothing: the owner of a name may change its addresses at any moment.
 */
export function guardedLookup(own: boolean, lookup: LookupFunction = systemLookup): LookupFunction {
  return (name, options, answer) => {
    lookup(name, { ...options, all: true }, (error, found, family) => {
      if (error !== null) return answer(error, found, family);
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? 0 }] : found;
      try {
        for (const { address } of addresses) requireAllowed(address, own);
      } catch (refused) {
        return answer(refused instanceof Error ? refused : new Error(String(refused)), []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) return answer(null, addresses);
      return answer(null, first.address, first.family);
    });
  };
}
