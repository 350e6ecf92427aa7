import { Reader, type CountryResponse } from 'mmdb-lib';
import { formatIpAddress, type IpAddress } from './ip-address.ts';

export interface CountryIndex {
  /** ISO 3166-1 alpha-2 code of the country the address is registered in. */
  find(address: IpAddress): string | undefined;
}

/** @param database in MaxMind's format, whose entries are `{ country_code }` */
export function openCountryIndex(database: Buffer): CountryIndex {
  const reader = new Reader<CountryResponse & { readonly country_code?: string }>(database);
  return { find: (address) => reader.get(formatIpAddress(address))?.country_code };
}
