import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { z } from 'zod';

const Grant = z.object({ Grantee: z.object({ URI: z.string() }), Permission: z.string().catch('access') });
const Acl = z.object({
  AccessControlList: z.object({ Grant: z.union([z.array(z.unknown()), z.unknown().transform((grant) => [grant])]) }),
});
const Headers = z.record(z.string(), z.unknown()).catch({});

/** A predefined group of S3 with an unlimited number of members. */
interface Grantees {
  readonly uri: string;
  /** Canned access control lists that let the group in, with the permissions that they grant. */
  readonly canned: ReadonlyMap<string, readonly string[]>;
}

const ALL_USERS: Grantees = {
  uri: 'http://acs.amazonaws.com/groups/global/AllUsers',
  canned: new Map([
    ['public-read-write', ['READ', 'WRITE']],
    ['public-read', ['READ']],
  ]),
};
const AUTHENTICATED_USERS: Grantees = {
  uri: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  canned: new Map([['authenticated-read', ['READ']]]),
};

/**
 * The permissions of S3 that the access control list of a request grants to anyone on the Internet: from the list
 * itself, a canned one (`x-amz-acl`) or grants in headers ("Access control list (ACL) overview", Amazon S3 User Guide).
 */
export function anonymousGrants(parameters: Parameters): readonly string[] {
  return grantsTo(ALL_USERS, parameters);
}

/** The permissions that it grants to anyone with an AWS account. */
export function authenticatedGrants(parameters: Parameters): readonly string[] {
  return grantsTo(AUTHENTICATED_USERS, parameters);
}

function grantsTo(group: Grantees, parameters: Parameters): readonly string[] {
  // Headers are among the parameters, or below `accessControlList` in some records.
  const headers = { ...Headers.parse(parameters['accessControlList']), ...parameters };
  const permissions = [
    ...granted(group, parameters['AccessControlPolicy']),
    ...texts(headers['x-amz-acl']).flatMap((acl) => group.canned.get(acl) ?? []),
    ...inHeaders(group, headers),
  ];
  return [...new Set(permissions)];
}

function granted({ uri }: Grantees, acl: unknown): readonly string[] {
  const grants = Acl.safeParse(acl).data?.AccessControlList.Grant ?? [];
  return grants.flatMap((grant) => {
    const { data } = Grant.safeParse(grant);
    return data?.Grantee.URI === uri ? [data.Permission] : [];
  });
}

const HEADERS: Readonly<Record<string, string>> = {
  'x-amz-grant-read': 'READ',
  'x-amz-grant-write': 'WRITE',
  'x-amz-grant-read-acp': 'READ_ACP',
  'x-amz-grant-write-acp': 'WRITE_ACP',
  'x-amz-grant-full-control': 'FULL_CONTROL',
};

function inHeaders({ uri }: Grantees, parameters: Parameters): readonly string[] {
  return Object.entries(HEADERS).flatMap(([header, permission]) =>
    texts(parameters[header]).some((grantees) => grantees.includes(uri)) ? [permission] : [],
  );
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
