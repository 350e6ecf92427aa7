import type { MemberAccount } from '#services/model/member-account.ts';
import { asking, AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import { callerIdentity } from './caller-identity.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'organizations:DescribeOrganization',
    principals: ['administrator'],
    why: "know the organization's id, which stands in the keys of its trail, and its management account",
  },
  {
    action: 'organizations:ListAccounts',
    principals: ['administrator'],
    why: 'know the accounts, as a delegated administrator of any service may',
  },
];

export interface Organization {
  /** `o-`, then ten to thirty-two letters and digits. */
  readonly id: string;
  readonly managementAccountId: string;
}

/** The organization of the caller's account. @throws AwsError `missing` when it is in none. */
async function describeOrganization(config: ClientConfig): Promise<Organization> {
  const { OrganizationsClient, DescribeOrganizationCommand } = await import('@aws-sdk/client-organizations');
  return asking('describe the organization', async () => {
    const { Organization: found } = await sharedClient(OrganizationsClient, config).send(
      new DescribeOrganizationCommand({}),
    );
    if (!found?.Id || !found.MasterAccountId) throw new Error('AWS Organizations answered without an organization');
    return { id: found.Id, managementAccountId: found.MasterAccountId };
  });
}

/**
 * Every account of the organization, including closed and suspended ones and the management account.
 *
 * @throws AwsError `access-denied` unless the caller is the management account or a delegated administrator
 */
async function listAccounts(
  config: ClientConfig,
  managementAccountId: string,
): Promise<Pick<ReadOrganization, 'accounts' | 'above'>> {
  const { OrganizationsClient, paginateListAccounts } = await import('@aws-sdk/client-organizations');
  return asking('list the accounts of the organization', async () => {
    const accounts = new Map<string, MemberAccount>();
    const above = new Map<string, readonly string[]>();
    // AWS gives at most 20 a page, and a page may be empty with more to come. An account that changes between two pages
    // may be on both.
    for await (const page of paginateListAccounts({ client: sharedClient(OrganizationsClient, config) }, {}))
      for (const account of page.Accounts ?? [])
        if (account.Id !== undefined) {
          const [path] = account.Paths ?? [];
          if (path !== undefined) above.set(account.Id, unitsOf(path));
          accounts.set(account.Id, {
            id: account.Id,
            name: account.Name ?? account.Id,
            email: account.Email,
            // `State` replaces `Status` ("Account" in the AWS Organizations API Reference); older endpoints have only
            // the latter.
            status: account.State ?? account.Status ?? 'ACTIVE',
            management: account.Id === managementAccountId,
            joinedAt: account.JoinedTimestamp,
          });
        }
    return { accounts: [...accounts.values()], above: above.size === accounts.size ? above : undefined };
  });
}

/** `o-a1/r-b2/ou-c3/ou-d4/111122223333/`: from the root down to the account. */
function unitsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((part) => part.startsWith('ou-'))
    .toReversed();
}

export interface ReadOrganization extends Organization {
  readonly accounts: readonly MemberAccount[];
  /**
   * The units above each account, the nearest first; undefined where the endpoint does not tell them for all accounts.
   */
  readonly above: ReadonlyMap<string, readonly string[]> | undefined;
}

/**
 * The organization and its accounts. Only its management account and its delegated administrators may read them.
 *
 * @throws AwsError whose message says who has to make which call, when it is denied
 */
export async function readOrganization(config: ClientConfig): Promise<ReadOrganization> {
  const organization = await describeOrganization(config);
  try {
    return { ...organization, ...(await listAccounts(config, organization.managementAccountId)) };
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause.kind !== 'access-denied') throw cause;
    throw new AwsError(cause.kind, await remedyOf(config, organization, cause), cause.awsName, cause);
  }
}

/** IAM's words to a caller that its own policies deny; AWS Organizations itself never uses them. */
const BY_POLICY = /is not authorized to perform/;

async function remedyOf(config: ClientConfig, { managementAccountId }: Organization, cause: AwsError): Promise<string> {
  if (BY_POLICY.test(cause.message))
    return `Listing the accounts is denied: attach infra/administrator-policy.json to the role that Vedette runs as. ${cause.message}`;
  const { accountId } = await callerIdentity(config);
  return (
    `Account ${accountId} is not a delegated administrator of the organization, so it may not list the accounts. An administrator ` +
    `of the management account ${managementAccountId} can change that: aws organizations register-delegated-administrator ` +
    `--account-id ${accountId} --service-principal securityhub.amazonaws.com. ${cause.message}`
  );
}
