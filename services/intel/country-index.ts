import type { CountryResponse, Reader } from 'mmdb-lib';
import { library } from '#services/model/library.ts';
import { formatIpAddress, type IpAddress } from './ip-address.ts';
import { once } from '#services/model/once.ts';

export interface CountryIndex {
  /** ISO 3166-1 alpha-2 code of the country the address is registered in. */
  find(address: IpAddress): string | undefined;
}

/** Opens databases in MaxMind's format, whose entries are `{ country_code }`. Each is read when it is first used. */
export function openCountryIndex(read: { readonly v4: () => Buffer; readonly v6: () => Buffer }): CountryIndex {
  const openV4 = once(() => readerOf(read.v4()));
  const openV6 = once(() => readerOf(read.v6()));
  return {
    find(address) {
      const reader = typeof address === 'number' ? openV4() : openV6();
      return reader.get(formatIpAddress(address))?.country_code;
    },
  };
}

type Entry = CountryResponse & { readonly country_code?: string };

function readerOf(database: Buffer): Reader<Entry> {
  const { Reader: DatabaseReader } = databaseLibrary();
  return new DatabaseReader<Entry>(database);
}

const databaseLibrary = library((require): typeof import('mmdb-lib') => require('mmdb-lib'));
