/** What happened, in the shape of GuardDuty's `service.action`. Exactly one of the details is present. */
export type Action =
  | { readonly actionType: 'AWS_API_CALL'; readonly awsApiCallAction: AwsApiCallAction }
  | { readonly actionType: 'NETWORK_CONNECTION'; readonly networkConnectionAction: NetworkConnectionAction }
  | { readonly actionType: 'DNS_REQUEST'; readonly dnsRequestAction: DnsRequestAction };

export interface AwsApiCallAction {
  readonly api: string;
  readonly serviceName: string;
  readonly callerType: 'Remote IP' | 'Domain';
  readonly errorCode?: string;
  readonly userAgent?: string;
  readonly domainDetails?: { readonly domain: string };
  readonly remoteIpDetails?: RemoteIpDetails;
  readonly remoteAccountDetails?: { readonly accountId: string; readonly affiliated: boolean };
  readonly affectedResources?: Readonly<Record<string, string>>;
}

export interface NetworkConnectionAction {
  readonly connectionDirection: 'INBOUND' | 'OUTBOUND' | 'UNKNOWN';
  readonly protocol: string;
  readonly blocked: boolean;
  readonly localPortDetails: PortDetails;
  readonly remotePortDetails: PortDetails;
  readonly localIpDetails?: IpDetails;
  readonly localNetworkInterface?: string;
  readonly remoteIpDetails: RemoteIpDetails;
}

export interface DnsRequestAction {
  readonly domain: string;
  /** The registrable part, by the public suffix list. */
  readonly domainWithSuffix?: string;
  readonly protocol: string;
  readonly blocked: boolean;
}

export interface PortDetails {
  readonly port: number;
  readonly portName: string;
}

export interface IpDetails {
  readonly ipAddressV4?: string;
  readonly ipAddressV6?: string;
}

export interface RemoteIpDetails extends IpDetails {
  readonly country?: { readonly countryCode: string; readonly countryName: string };
  readonly geoLocation?: { readonly lat: number; readonly lon: number };
  readonly organization?: { readonly asn: string; readonly asnOrg: string };
}
