import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import { paged } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'rds:DescribeDBInstances',
    principals: ['member'],
    why: 'know which databases publish logs with log-ins, and describe the databases that findings name',
  },
  {
    action: 'rds:DescribeDBClusters',
    principals: ['member'],
    why: 'know which logs Aurora publishes, where clusters publish them instead of instances',
  },
];

/** The database instances of a Region, a page at a time; those of Aurora's clusters are among them. @throws AwsError */
export async function* databasePages(config: ClientConfig): AsyncGenerator<readonly DBInstance[]> {
  const { RDSClient, paginateDescribeDBInstances } = await import('@aws-sdk/client-rds');
  const pages = paginateDescribeDBInstances({ client: sharedClient(RDSClient, config) }, {});
  for await (const { DBInstances = [] } of paged(`see the databases in ${config.region}`, pages)) yield DBInstances;
}

/** The clusters of databases of a Region, a page at a time. @throws AwsError */
export async function* databaseClusterPages(config: ClientConfig): AsyncGenerator<readonly DBCluster[]> {
  const { RDSClient, paginateDescribeDBClusters } = await import('@aws-sdk/client-rds');
  const pages = paginateDescribeDBClusters({ client: sharedClient(RDSClient, config) }, {});
  for await (const { DBClusters = [] } of paged(`see the databases in ${config.region}`, pages)) yield DBClusters;
}
