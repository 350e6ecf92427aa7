import { Reader, type CountryResponse } from 'mmdb-lib';
import { formatIpAddress, type IpAddress } from './ip-address.ts';
import { once } from './once.ts';

export interface CountryIndex {
  /** ISO 3166-1 alpha-2 code of the country the address is registered in. */
  find(address: IpAddress): string | undefined;
}

/** Databases in MaxMind's format, whose entries are `{ country_code }`. Each is read when it is first asked. */
export function openCountryIndex(read: { readonly v4: () => Buffer; readonly v6: () => Buffer }): CountryIndex {
  const openV4 = once(() => new Reader<Entry>(read.v4()));
  const openV6 = once(() => new Reader<Entry>(read.v6()));
  return {
    find(address) {
      const reader = typeof address === 'number' ? openV4() : openV6();
      return reader.get(formatIpAddress(address))?.country_code;
    },
  };
}

type Entry = CountryResponse & { readonly country_code?: string };
