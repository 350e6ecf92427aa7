import { compact } from '#services/inventory/kits/compact.ts';
import { databasePages } from '../rds.ts';
import type { InventoryCalls } from '../inventory.ts';
import { tagsOf } from './kits/members.ts';

/** Databases of RDS and Aurora, by their instances. */
const databases: InventoryCalls = {
  what: 'databases',
  scope: 'region',
  tellsAll: 'rdsDbInstanceDetails',
  permissions: [],

  async *pages(config) {
    for await (const page of databasePages(config))
      yield page.flatMap((one) => {
        const { DBInstanceIdentifier: dbInstanceIdentifier, InstanceCreateTime: created } = one;
        if (dbInstanceIdentifier === undefined) return [];
        const details = compact({
          dbInstanceIdentifier,
          dbClusterIdentifier: one.DBClusterIdentifier || undefined,
          dbInstanceArn: one.DBInstanceArn,
          dbiResourceId: one.DbiResourceId,
          engine: one.Engine,
          engineVersion: one.EngineVersion,
          tags: tagsOf(one.TagList),
        });
        return [
          { member: 'rdsDbInstanceDetails' as const, alias: dbInstanceIdentifier, since: created?.getTime(), details },
        ];
      });
  },
};
export default databases;
