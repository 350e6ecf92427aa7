import { z } from 'zod';
import { line } from '#services/model/asff.ts';
import { ocsfIp, type OcsfEndpoint } from '#services/model/ocsf.ts';
import type { Described } from '#services/model/resource-kind.ts';

export const PortDetails = z
  .object({
    port: z.int().describe('Its number.'),
    portName: z.string().describe('The service that usually listens there.'),
  })
  .meta({ title: 'PortDetails', description: 'A port.' });
export type PortDetails = Described<typeof PortDetails>;

const address = { ipAddressV4: z.string().optional(), ipAddressV6: z.string().optional() };

export const IpDetails = z.object(address).meta({ title: 'IpDetails', description: 'An address.' });
export type IpDetails = Described<typeof IpDetails>;

export const RemoteIpDetails = z
  .object({
    ...address,
    country: z
      .object({
        countryCode: z.string().describe('The ISO 3166 code of two letters.'),
        countryName: z.string().describe('Its name in English.'),
      })
      .meta({ title: 'Country', description: 'A country.' })
      .optional()
      .describe('The country of the address, as far as lists know it.'),
    geoLocation: z
      .object({ lat: z.number().describe('Degrees north.'), lon: z.number().describe('Degrees east.') })
      .meta({ title: 'GeoLocation', description: 'The approximate place of an address: the middle of its country.' })
      .optional()
      .describe('The approximate place.'),
    organization: z
      .object({
        asn: z.string().describe('The number of the network.'),
        asnOrg: z.string().describe('The owner of the network.'),
      })
      .meta({ title: 'NetworkOwner', description: 'The network that announces an address.' })
      .optional()
      .describe('The network that announces it.'),
  })
  .meta({ title: 'RemoteIpDetails', description: 'The remote address, and where it is as far as public data shows.' });
export type RemoteIpDetails = Described<typeof RemoteIpDetails>;

/** The address of an end; undefined when it has none. */
export function addressOf(details: IpDetails | undefined): string | undefined {
  return details?.ipAddressV4 ?? details?.ipAddressV6;
}

/** A port in ASFF's form. */
export function asffPort({ port, portName }: PortDetails): object {
  return { Port: port, PortName: line(portName, 64) };
}

/** The remote end in ASFF's form, which has IPv4 addresses only. */
export function asffRemoteIp(details: RemoteIpDetails | undefined): object {
  const { country, geoLocation, organization } = details ?? {};
  const asn = numberOf(organization);
  return {
    IpAddressV4: line(details?.ipAddressV4, 64),
    Organization: { Asn: asn, AsnOrg: line(organization?.asnOrg, 256) },
    Country: { CountryCode: line(country?.countryCode, 64), CountryName: line(country?.countryName, 128) },
    GeoLocation: { Lat: geoLocation?.lat, Lon: geoLocation?.lon },
  };
}

/** The remote end in OCSF's form; it takes a location only with a country. */
export function ocsfEnd(details: RemoteIpDetails | undefined): OcsfEndpoint {
  const { country, geoLocation, organization } = details ?? {};
  const owner = { number: numberOf(organization), name: organization?.asnOrg };
  return {
    ip: ocsfIp(addressOf(details)),
    ...(country && { location: { country: country.countryCode, lat: geoLocation?.lat, long: geoLocation?.lon } }),
    ...(organization && { autonomous_system: owner }),
  };
}

/** GuardDuty has the number as text, other formats as a number. */
function numberOf(organization: RemoteIpDetails['organization']): number | undefined {
  return /^\d{1,10}$/.test(organization?.asn ?? '') ? Number(organization?.asn) : undefined;
}
