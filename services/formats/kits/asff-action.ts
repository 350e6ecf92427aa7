import type {
  Action,
  AwsApiCallAction,
  NetworkConnectionAction,
  PortDetails,
  RemoteIpDetails,
} from '#services/model/action.ts';
import type { Finding } from '#services/model/finding.ts';
import { line } from './asff-text.ts';

/** GuardDuty's action in ASFF's casing. ASFF has no room for IPv6 addresses, the local end, error codes and user agents: those go into product fields. */
export function asffAction({ service }: Finding): object {
  const { action } = service;
  switch (action.actionType) {
    case 'AWS_API_CALL':
      return { ActionType: action.actionType, AwsApiCallAction: apiCall(action.awsApiCallAction, service) };
    case 'NETWORK_CONNECTION':
      return { ActionType: action.actionType, NetworkConnectionAction: connection(action.networkConnectionAction) };
    case 'DNS_REQUEST': {
      const { domain, protocol, blocked } = action.dnsRequestAction;
      return {
        ActionType: action.actionType,
        DnsRequestAction: { Domain: line(domain, 128), Protocol: line(protocol, 64), Blocked: blocked },
      };
    }
  }
}

/** The other end of an action: an address or a domain, whichever it has. */
export function remoteOf(action: Action): { readonly address?: string; readonly domain?: string } {
  if (action.actionType === 'DNS_REQUEST') return { domain: action.dnsRequestAction.domain };
  const details =
    action.actionType === 'AWS_API_CALL'
      ? action.awsApiCallAction.remoteIpDetails
      : action.networkConnectionAction.remoteIpDetails;
  return { address: details?.ipAddressV4 ?? details?.ipAddressV6 };
}

function apiCall(call: AwsApiCallAction, service: Finding['service']) {
  return {
    Api: line(call.api, 128),
    ServiceName: line(call.serviceName, 128),
    CallerType: call.callerType === 'Domain' ? 'domain' : 'remoteIp',
    FirstSeen: service.eventFirstSeen,
    LastSeen: service.eventLastSeen,
    DomainDetails: { Domain: line(call.domainDetails?.domain, 128) },
    RemoteIpDetails: remoteIp(call.remoteIpDetails),
    AffectedResources: fieldMap(call.affectedResources ?? {}),
  };
}

function connection(seen: NetworkConnectionAction) {
  return {
    ConnectionDirection: seen.connectionDirection,
    Protocol: line(seen.protocol, 64),
    Blocked: seen.blocked,
    LocalPortDetails: portOf(seen.localPortDetails),
    RemotePortDetails: portOf(seen.remotePortDetails),
    RemoteIpDetails: remoteIp(seen.remoteIpDetails),
  };
}

function portOf(details: PortDetails) {
  return { Port: details.port, PortName: line(details.portName, 64) };
}

function remoteIp(details: RemoteIpDetails | undefined) {
  const { country, geoLocation, organization } = details ?? {};
  // A text in GuardDuty's form, a number here.
  const asn = /^\d{1,10}$/.test(organization?.asn ?? '') ? Number(organization?.asn) : undefined;
  return {
    IpAddressV4: line(details?.ipAddressV4, 64),
    Organization: { Asn: asn, AsnOrg: line(organization?.asnOrg, 256) },
    Country: { CountryCode: line(country?.countryCode, 64), CountryName: line(country?.countryName, 128) },
    GeoLocation: { Lat: geoLocation?.lat, Lon: geoLocation?.lon },
  };
}

function fieldMap(map: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(map)
      .slice(0, 50)
      .flatMap(([key, value]) => {
        const name = line(key, 128);
        return name === undefined ? [] : [[name, line(value, 1024)]];
      }),
  );
}
