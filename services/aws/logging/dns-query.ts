import type { LogConfiguration } from '#services/model/probe.ts';
import { asking } from '../aws-error.ts';
import { parseLogDestination } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';

const dnsQuery: LoggingCalls = {
  source: 'dns-query',
  permissions: [
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
  ],

  /** One a VPC, by query logs of the account or shared with it. */
  async find(config) {
    const {
      Route53ResolverClient,
      paginateListResolverQueryLogConfigs,
      paginateListResolverQueryLogConfigAssociations,
    } = await import('@aws-sdk/client-route53resolver');
    const client = new Route53ResolverClient(config);
    return asking(`list the resolver query logs in ${config.region}`, async () => {
      const destinations = new Map<string, string>();
      for await (const page of paginateListResolverQueryLogConfigs({ client }, {}))
        for (const { Id, DestinationArn } of page.ResolverQueryLogConfigs ?? [])
          if (Id !== undefined && DestinationArn !== undefined) destinations.set(Id, DestinationArn);
      if (destinations.size === 0) return { found: [] };

      const found: LogConfiguration[] = [];
      for await (const page of paginateListResolverQueryLogConfigAssociations({ client }, {}))
        for (const { ResourceId, ResolverQueryLogConfigId: id, Status } of page.ResolverQueryLogConfigAssociations ??
          []) {
          const destination = parseLogDestination(destinations.get(id ?? '') ?? '');
          if (id === undefined || ResourceId === undefined || destination === undefined || Status === 'FAILED')
            continue;
          found.push({ id, ...destination, homeRegion: config.region, resource: ResourceId });
        }
      return { found };
    });
  },
};
export default dnsQuery;
