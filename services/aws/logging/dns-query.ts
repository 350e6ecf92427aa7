import { asking } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { parseLogDestination, type LogDestination } from '../log-destination.ts';
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

  /** Finds one configuration for each VPC, from query logs of the account or shared with it. */
  async find(config) {
    const found = (await loggedVpcs(config)).map(({ vpc, log, destination }) => ({
      id: log,
      ...destination,
      homeRegion: config.region,
      resource: vpc,
    }));
    return { found };
  },
};
export default dnsQuery;

/** A VPC whose DNS queries are logged to S3. */
interface LoggedVpc {
  readonly vpc: string;
  /** Id of the query log. */
  readonly log: string;
  readonly destination: LogDestination;
}

/** The VPCs of a Region whose DNS queries are logged to S3, once for each query log. @throws AwsError */
export async function loggedVpcs(config: ClientConfig): Promise<readonly LoggedVpc[]> {
  const { Route53ResolverClient, paginateListResolverQueryLogConfigs, paginateListResolverQueryLogConfigAssociations } =
    await import('@aws-sdk/client-route53resolver');
  const client = new Route53ResolverClient(config);
  return asking(`list the resolver query logs in ${config.region}`, async () => {
    const destinations = new Map<string, string>();
    for await (const page of paginateListResolverQueryLogConfigs({ client }, {}))
      for (const { Id, DestinationArn } of page.ResolverQueryLogConfigs ?? [])
        if (Id !== undefined && DestinationArn !== undefined) destinations.set(Id, DestinationArn);
    if (destinations.size === 0) return [];

    const logged: LoggedVpc[] = [];
    for await (const page of paginateListResolverQueryLogConfigAssociations({ client }, {}))
      for (const {
        ResourceId: vpc,
        ResolverQueryLogConfigId: log,
        Status,
      } of page.ResolverQueryLogConfigAssociations ?? []) {
        const destination = parseLogDestination(destinations.get(log ?? '') ?? '');
        if (log !== undefined && vpc !== undefined && destination !== undefined && Status !== 'FAILED')
          logged.push({ vpc, log, destination });
      }
    return logged;
  });
}
