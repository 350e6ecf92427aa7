import type {
  AwsApiCallAction,
  DnsRequestAction,
  IpDetails,
  NetworkConnectionAction,
  PortDetails,
  RemoteIpDetails,
} from '#services/model/action.ts';
import { builder } from '../builder.ts';

const Port = builder.objectRef<PortDetails>('PortDetails').implement({
  fields: (t) => ({ port: t.exposeInt('port'), portName: t.exposeString('portName') }),
});

const Ip = builder.objectRef<IpDetails>('IpDetails').implement({
  fields: (t) => ({
    ipAddressV4: t.exposeString('ipAddressV4', { nullable: true }),
    ipAddressV6: t.exposeString('ipAddressV6', { nullable: true }),
  }),
});

const RemoteIp = builder.objectRef<RemoteIpDetails>('RemoteIpDetails').implement({
  description: 'The other end, and where it is as far as public data tells.',
  fields: (t) => ({
    ipAddressV4: t.exposeString('ipAddressV4', { nullable: true }),
    ipAddressV6: t.exposeString('ipAddressV6', { nullable: true }),
    countryCode: t.string({ nullable: true, resolve: ({ country }) => country?.countryCode }),
    countryName: t.string({ nullable: true, resolve: ({ country }) => country?.countryName }),
    asn: t.string({ nullable: true, resolve: ({ organization }) => organization?.asn }),
    asnOrg: t.string({ nullable: true, resolve: ({ organization }) => organization?.asnOrg }),
  }),
});

const AwsApiCall = builder.objectRef<AwsApiCallAction>('AwsApiCallAction').implement({
  fields: (t) => ({
    api: t.exposeString('api'),
    serviceName: t.exposeString('serviceName'),
    callerType: t.exposeString('callerType'),
    errorCode: t.exposeString('errorCode', { nullable: true }),
    userAgent: t.exposeString('userAgent', { nullable: true }),
    callerDomain: t.string({ nullable: true, resolve: ({ domainDetails }) => domainDetails?.domain }),
    remoteIpDetails: t.expose('remoteIpDetails', { type: RemoteIp, nullable: true }),
    affectedResources: t.expose('affectedResources', { type: 'JSON', nullable: true }),
  }),
});

const NetworkConnection = builder.objectRef<NetworkConnectionAction>('NetworkConnectionAction').implement({
  fields: (t) => ({
    connectionDirection: t.exposeString('connectionDirection'),
    protocol: t.exposeString('protocol'),
    blocked: t.exposeBoolean('blocked'),
    localPortDetails: t.expose('localPortDetails', { type: Port }),
    remotePortDetails: t.expose('remotePortDetails', { type: Port }),
    localIpDetails: t.expose('localIpDetails', { type: Ip, nullable: true }),
    localNetworkInterface: t.exposeString('localNetworkInterface', { nullable: true }),
    remoteIpDetails: t.expose('remoteIpDetails', { type: RemoteIp }),
  }),
});

const DnsRequest = builder.objectRef<DnsRequestAction>('DnsRequestAction').implement({
  fields: (t) => ({
    domain: t.exposeString('domain'),
    domainWithSuffix: t.exposeString('domainWithSuffix', { nullable: true }),
    protocol: t.exposeString('protocol'),
    blocked: t.exposeBoolean('blocked'),
  }),
});

export const ActionType = builder.unionType('Action', {
  description: 'What happened.',
  types: [AwsApiCall, NetworkConnection, DnsRequest],
  resolveType: (action) =>
    'api' in action ? AwsApiCall : 'connectionDirection' in action ? NetworkConnection : DnsRequest,
});
