import { PUBLIC_RESOLVERS } from '#services/model/public-resolvers.ts';
import { parseDomain, DomainSetBuilder, type DomainSet } from './domain-set.ts';
import type { IpAddress } from './ip-address.ts';
import { parseIpRange } from './ip-range.ts';
import { IpSetBuilder, type IpSet } from './ip-set.ts';

/** Services that published lists name although every machine may use them, by the reason for each. */
export const WELL_KNOWN: Readonly<Record<string, readonly string[]>> = {
  'a public resolver, used by malware and by everybody else': PUBLIC_RESOLVERS,
  'where systems check their Internet connection': words(
    'connectivity-check.ubuntu.com nmcheck.gnome.org network-test.debian.org ping.archlinux.org connectivitycheck.gstatic.com ' +
      'connectivitycheck.android.com detectportal.firefox.com captive.apple.com msftconnecttest.com msftncsi.com',
  ),
  'where machines look up their own address': words('checkip.amazonaws.com'),
  'a payment service or exchange, not used for mining': words('bitpay.com coinbase.com'),
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

export interface WellKnown {
  /** The reason why the address or the domain belongs to a service that everybody uses; undefined for all others. */
  addressReason(address: IpAddress): string | undefined;
  domainReason(name: string): string | undefined;
  /** The number of these services on a list. */
  countIn(list: { readonly addresses: IpSet; readonly domains: DomainSet }): number;
}

/**
 * Threat lists must not match these services: a list that names them accuses everybody. The owner's own lists may match
 * them.
 */
export function createWellKnown(): WellKnown {
  const reasons = new Map<string, string>();
  const addresses = new IpSetBuilder();
  const domains = new DomainSetBuilder();
  const places = Object.entries(WELL_KNOWN).flatMap(([because, texts]) =>
    texts.map((text) => {
      reasons.set(text, because);
      const range = parseIpRange(text);
      const domain = range ? undefined : parseDomain(text);
      if (range) addresses.add(range);
      if (domain) domains.add(domain);
      return { name: domain?.name, address: range?.blocks[0]?.first };
    }),
  );
  const [ofAddress, ofDomain] = [addresses.build(), domains.build()];
  return {
    addressReason: (address) => reasons.get(ofAddress.find(address) ?? ''),
    domainReason: (name) => reasons.get(ofDomain.find(name) ?? ''),
    countIn: (list) =>
      places.filter(
        ({ name, address }) =>
          (name !== undefined && list.domains.find(name) !== undefined) ||
          (address !== undefined && list.addresses.find(address) !== undefined),
      ).length,
  };
}
