import ipaddr from 'ipaddr.js';

/** The identity that acted: `user` of the Open Cybersecurity Schema Framework. */
export interface OcsfUser {
  readonly name: string | undefined;
  /** The kind of caller, in the words of AWS or Kubernetes. */
  readonly type: string | undefined;
  readonly type_id: number;
  readonly uid?: string | undefined;
  /** The id that stays when the user's name changes. */
  readonly uid_alt?: string | undefined;
  readonly credential_uid?: string | undefined;
  readonly groups?: readonly { readonly name: string }[];
}

/** One end of the traffic: `network_endpoint`. */
export interface OcsfEndpoint {
  readonly ip?: string | undefined;
  readonly port?: number;
  readonly location?: { readonly country: string; readonly lat: number | undefined; readonly long: number | undefined };
  readonly autonomous_system?: { readonly number: number | undefined; readonly name: string | undefined };
  readonly svc_name?: string | undefined;
  readonly instance_uid?: string | undefined;
  readonly interface_uid?: string | undefined;
  readonly subnet_uid?: string | undefined;
  readonly vpc_uid?: string | undefined;
}

/** Members that OCSF has besides those of every resource: type, id, tags and details. */
export interface OcsfResource {
  readonly name?: string | undefined;
  /** Present where the resource is the identity that acted. */
  readonly user?: OcsfUser | undefined;
  /** Present where the resource is an end of connections and queries. */
  readonly endpoint?: OcsfEndpoint;
}

/** An action in members of OCSF's `evidences`. */
export interface OcsfAction {
  readonly api?: object;
  readonly query?: { readonly hostname: string; readonly type?: string };
  readonly connection_info?: object;
  readonly http_request?: { readonly user_agent: string };
  readonly src_endpoint?: OcsfEndpoint;
  readonly dst_endpoint?: OcsfEndpoint;
  /** The identity that acted, where the action says so and no resource does. */
  readonly user?: OcsfUser | undefined;
  /** The end that is the finding's resource, if any. */
  readonly local?: 'src_endpoint' | 'dst_endpoint';
}

/** Kinds of callers in OCSF's numbers; 99 stands for a kind that only AWS has. */
export const OCSF_USER = { user: 1, admin: 2, system: 3, service: 4, other: 99 } as const;

/** An address as OCSF's `ip_t` takes it; undefined for any other text in its place. */
export function ocsfIp(text: string | undefined): string | undefined {
  return text !== undefined && (ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text))
    ? text
    : undefined;
}
