import { z } from 'zod';
import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'logs:DescribeLogGroups',
    principals: ['member'],
    why: 'find the log groups of EKS clusters and of databases',
  },
  {
    action: 'logs:DescribeSubscriptionFilters',
    principals: ['member'],
    why: 'know where the records of a log group are delivered',
  },
  {
    action: 'logs:DescribeAccountPolicies',
    principals: ['member'],
    why: 'know where the records of all log groups of an account are delivered',
  },
];

/**
 * The most log groups of one kind to look at in one account and Region: each costs a request, and AWS allows five a
 * second.
 */
export const LOG_GROUPS_MAX = 500;

/**
 * Names of the log groups that begin with the prefix and are wanted.
 *
 * @returns at most `LOG_GROUPS_MAX`, and whether there are more
 * @throws AwsError
 */
export async function listLogGroups(
  config: ClientConfig,
  prefix: string,
  isWanted: (name: string) => boolean,
): Promise<{ readonly names: readonly string[]; readonly more: boolean }> {
  const { CloudWatchLogsClient, paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = sharedClient(CloudWatchLogsClient, config);
  return asking(`list the log groups ${prefix}… in ${config.region}`, async () => {
    const names: string[] = [];
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: prefix })) {
      names.push(
        ...logGroups.flatMap(({ logGroupName: name }) => (name !== undefined && isWanted(name) ? [name] : [])),
      );
      if (names.length > LOG_GROUPS_MAX) break;
    }
    return { names: names.slice(0, LOG_GROUPS_MAX), more: names.length > LOG_GROUPS_MAX };
  });
}

/**
 * ARNs of the targets of a log group's own subscriptions: two at most, each a function, a stream, a delivery stream, or
 * a destination in another account.
 *
 * @throws AwsError
 */
export async function subscribersOf(config: ClientConfig, logGroupName: string): Promise<readonly string[]> {
  const { CloudWatchLogsClient, DescribeSubscriptionFiltersCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  return asking(`see the subscriptions of ${logGroupName} in ${config.region}`, async () => {
    const { subscriptionFilters = [] } = await sharedClient(CloudWatchLogsClient, config).send(
      new DescribeSubscriptionFiltersCommand({ logGroupName }),
    );
    return subscriptionFilters.flatMap(({ destinationArn }) => destinationArn ?? []);
  });
}

/** A subscription of all of an account's log groups: the target's ARN, and the groups that are left out. */
export interface AccountSubscription {
  readonly destinationArn: string;
  readonly except: ReadonlySet<string | undefined>;
}

/** The account's own subscription policies in a Region ("PutAccountPolicy" in the CloudWatch Logs API Reference). @throws AwsError */
export async function accountSubscriptions(config: ClientConfig): Promise<readonly AccountSubscription[]> {
  const { CloudWatchLogsClient, DescribeAccountPoliciesCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  return asking(`see the subscription policies in ${config.region}`, async () => {
    const { accountPolicies = [] } = await sharedClient(CloudWatchLogsClient, config).send(
      new DescribeAccountPoliciesCommand({ policyType: 'SUBSCRIPTION_FILTER_POLICY' }),
    );
    return accountPolicies.flatMap(({ policyDocument = '', selectionCriteria = '' }) => {
      const destinationArn = destinationOf(policyDocument);
      if (destinationArn === undefined) return [];
      return [
        { destinationArn, except: new Set([...selectionCriteria.matchAll(/"([^"]+)"/g)].map(([, name]) => name)) },
      ];
    });
  });
}

const POLICY = z.object({ DestinationArn: z.string() });

function destinationOf(policyDocument: string): string | undefined {
  try {
    return POLICY.safeParse(JSON.parse(policyDocument)).data?.DestinationArn;
  } catch {
    return undefined;
  }
}
