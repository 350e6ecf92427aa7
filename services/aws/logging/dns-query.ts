import type { ResolverQueryLogConfigAssociation } from '@aws-sdk/client-route53resolver';
import { few } from '#services/model/few.ts';
import type { Refusal } from '#services/model/probe.ts';
import { asking, refusalOf } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { parseLogDestination, type LogDestination } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';
import { sharedClient } from '../shared-client.ts';

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
  async find(config, { vpcs }) {
    const logged = await loggedVpcs(config);
    const found = logged
      .filter(({ delivers }) => delivers)
      .map(({ vpc, log, destination }) => ({ id: log, ...destination, homeRegion: config.region, resource: vpc }));
    try {
      const ids = await vpcs();
      return { found, resources: ids.length, unread: refusalsOf(unloggedAmong(ids, logged)) };
    } catch (error) {
      // What is delivered is read, even where nobody may see what else there is.
      return { found, unread: [refusalOf(error)] };
    }
  },
};
export default dnsQuery;

/** VPCs of which no query log delivers to S3: those without one, and those whose query logs cannot deliver. */
export interface UnloggedVpcs {
  readonly without: readonly string[];
  readonly failing: readonly string[];
}

/** Which of these VPCs have queries that reach no bucket. @throws AwsError */
export async function unqueriedVpcs(config: ClientConfig, vpcs: readonly string[]): Promise<UnloggedVpcs> {
  return unloggedAmong(vpcs, await loggedVpcs(config));
}

/** What these VPCs lack, and the remedy: one sentence for each kind. */
export function refusalsOf({ without, failing }: UnloggedVpcs): readonly Refusal[] {
  const kinds = [
    {
      vpcs: without,
      reason: 'no-log-source',
      detail: `No resolver query log of ${few(without)} delivers to S3: associate each VPC with one that does.`,
    },
    {
      vpcs: failing,
      reason: 'delivery-failing',
      detail: `The resolver query log of ${few(failing)} cannot deliver: see that its bucket is there and lets delivery.logs.amazonaws.com write to it.`,
    },
  ] as const;
  return kinds.flatMap(({ vpcs, ...refusal }) => (vpcs.length === 0 ? [] : [refusal]));
}

/** A VPC that is associated with a query log that delivers to S3, or should. */
interface LoggedVpc {
  readonly vpc: string;
  /** Id of the query log. */
  readonly log: string;
  readonly destination: LogDestination;
  readonly delivers: boolean;
}

function unloggedAmong(vpcs: readonly string[], logged: readonly LoggedVpc[]): UnloggedVpcs {
  const good = new Set(logged.filter(({ delivers }) => delivers).map(({ vpc }) => vpc));
  const tried = new Set(logged.map(({ vpc }) => vpc));
  const open = vpcs.filter((vpc) => !good.has(vpc));
  return { without: open.filter((vpc) => !tried.has(vpc)), failing: open.filter((vpc) => tried.has(vpc)) };
}

/** The VPCs of a Region that are associated with such a query log, once for each. @throws AwsError */
async function loggedVpcs(config: ClientConfig): Promise<readonly LoggedVpc[]> {
  const { Route53ResolverClient, paginateListResolverQueryLogConfigs, paginateListResolverQueryLogConfigAssociations } =
    await import('@aws-sdk/client-route53resolver');
  const client = sharedClient(Route53ResolverClient, config);
  return asking(`list the resolver query logs in ${config.region}`, async () => {
    const destinations = new Map<string, string>();
    for await (const page of paginateListResolverQueryLogConfigs({ client }, {}))
      for (const { Id, DestinationArn } of page.ResolverQueryLogConfigs ?? [])
        if (Id !== undefined && DestinationArn !== undefined) destinations.set(Id, DestinationArn);
    if (destinations.size === 0) return [];

    const logged: LoggedVpc[] = [];
    for await (const page of paginateListResolverQueryLogConfigAssociations({ client }, {}))
      for (const association of page.ResolverQueryLogConfigAssociations ?? []) {
        const { ResourceId: vpc, ResolverQueryLogConfigId: log } = association;
        const destination = parseLogDestination(destinations.get(log ?? '') ?? '');
        if (log !== undefined && vpc !== undefined && destination !== undefined && association.Status !== 'DELETING')
          logged.push({ vpc, log, destination, delivers: canDeliver(association) });
      }
    return logged;
  });
}

/** `FAILED` where the bucket is gone or refuses ("ResolverQueryLogConfigAssociation", Amazon Route 53 API Reference). */
function canDeliver({ Status }: ResolverQueryLogConfigAssociation): boolean {
  return Status !== 'FAILED' && Status !== 'ACTION_NEEDED';
}
