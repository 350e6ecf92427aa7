import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { z } from 'zod';

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';

const Grant = z.object({ Grantee: z.object({ URI: z.string() }), Permission: z.string().catch('access') });
const Acl = z.object({
  AccessControlList: z.object({ Grant: z.union([z.array(z.unknown()), z.unknown().transform((grant) => [grant])]) }),
});
const Headers = z.record(z.string(), z.unknown()).catch({});

/**
 * What the access control list of a request grants to anyone on the Internet, as S3's permissions: from the list itself,
 * a canned one (`x-amz-acl`) or grants in headers ("Access control list (ACL) overview", Amazon S3 User Guide). The
 * group AuthenticatedUsers is anyone with an AWS account, which is much, but not anonymous.
 */
export function anonymousGrants(parameters: Parameters): readonly string[] {
  // Headers stand among the parameters, or below `accessControlList` in some records.
  const headers = { ...Headers.parse(parameters['accessControlList']), ...parameters };
  return [...new Set([...granted(parameters['AccessControlPolicy']), ...canned(headers), ...inHeaders(headers)])];
}

function granted(acl: unknown): readonly string[] {
  const grants = Acl.safeParse(acl).data?.AccessControlList.Grant ?? [];
  return grants.flatMap((grant) => {
    const { data } = Grant.safeParse(grant);
    return data?.Grantee.URI === ALL_USERS ? [data.Permission] : [];
  });
}

function canned(parameters: Parameters): readonly string[] {
  const acls = texts(parameters['x-amz-acl']);
  if (acls.includes('public-read-write')) return ['READ', 'WRITE'];
  return acls.includes('public-read') ? ['READ'] : [];
}

const HEADERS: Readonly<Record<string, string>> = {
  'x-amz-grant-read': 'READ',
  'x-amz-grant-write': 'WRITE',
  'x-amz-grant-read-acp': 'READ_ACP',
  'x-amz-grant-write-acp': 'WRITE_ACP',
  'x-amz-grant-full-control': 'FULL_CONTROL',
};

function inHeaders(parameters: Parameters): readonly string[] {
  return Object.entries(HEADERS).flatMap(([header, permission]) =>
    texts(parameters[header]).some((grantees) => grantees.includes(ALL_USERS)) ? [permission] : [],
  );
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
