import type { QueryLog } from '#services/model/probe.ts';
import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import { parseLogDestination } from './log-destination.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'route53resolver:ListResolverQueryLogConfigs',
    principals: ['member'],
    why: 'find the buckets that resolver query logs deliver to',
  },
  {
    action: 'route53resolver:ListResolverQueryLogConfigAssociations',
    principals: ['member'],
    why: 'know whose VPCs a query log is of: their ids stand in the keys',
  },
];

/** The VPCs of one Region whose resolver query logs go to S3, by configurations of the account or shared with it. */
export async function listQueryLogs(config: ClientConfig): Promise<readonly QueryLog[]> {
  const { Route53ResolverClient, paginateListResolverQueryLogConfigs, paginateListResolverQueryLogConfigAssociations } =
    await import('@aws-sdk/client-route53resolver');
  const client = new Route53ResolverClient(config);
  return asking(`list the resolver query logs in ${config.region}`, async () => {
    const destinations = new Map<string, string>();
    for await (const page of paginateListResolverQueryLogConfigs({ client }, {}))
      for (const { Id, DestinationArn } of page.ResolverQueryLogConfigs ?? [])
        if (Id !== undefined && DestinationArn !== undefined) destinations.set(Id, DestinationArn);
    if (destinations.size === 0) return [];

    const queryLogs: QueryLog[] = [];
    for await (const page of paginateListResolverQueryLogConfigAssociations({ client }, {}))
      for (const { ResourceId, ResolverQueryLogConfigId, Status } of page.ResolverQueryLogConfigAssociations ?? []) {
        const destination = parseLogDestination(destinations.get(ResolverQueryLogConfigId ?? '') ?? '');
        if (ResourceId === undefined || destination === undefined || Status === 'FAILED') continue;
        queryLogs.push({ vpcId: ResourceId, ...destination });
      }
    return queryLogs;
  });
}
