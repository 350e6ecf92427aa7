import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { asffTags, Tags } from './kits/tags.ts';

const schema = z
  .object({
    dbInstanceIdentifier: z.string().optional().describe('Absent where the log does not name the database.'),
    dbClusterIdentifier: z.string().optional().describe('The cluster that it belongs to.'),
    engine: z.string().optional().describe('Whose software it is.'),
    engineVersion: z.string().optional().describe('Which version of that.'),
    dbInstanceArn: z.string().optional().describe('Its ARN.'),
    dbiResourceId: z.string().optional().describe('Its unique id: another database with the same name has another id.'),
    tags: Tags,
  })
  .describe('A database of Amazon RDS.');

/** The id of a database that the log does not name. */
export const UNKNOWN_DATABASE = 'unknown database';

export type RdsDbInstanceDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly rdsDbInstanceDetails: RdsDbInstanceDetails;
  }
  interface ResourceTypes {
    readonly RDSDBInstance: 'rdsDbInstanceDetails';
  }
}

export default defineResourceKind({
  member: 'rdsDbInstanceDetails',
  type: 'RDSDBInstance',
  guardduty: true,
  schema,
  id: ({ dbInstanceIdentifier, dbClusterIdentifier }) =>
    dbInstanceIdentifier ?? dbClusterIdentifier ?? UNKNOWN_DATABASE,
  words: ({ dbInstanceIdentifier, dbClusterIdentifier }) =>
    dbInstanceIdentifier === undefined && dbClusterIdentifier === undefined
      ? 'a database that the log does not name'
      : `database ${dbInstanceIdentifier ?? dbClusterIdentifier}`,
  asff(
    { dbInstanceIdentifier, dbClusterIdentifier, engine, engineVersion, dbiResourceId, tags },
    { partition, region, accountId, id },
  ) {
    const name = line(dbInstanceIdentifier, 256);
    if (name === undefined) return otherResource(id, { DBClusterIdentifier: dbClusterIdentifier, Engine: engine });
    return {
      Type: 'AwsRdsDbInstance',
      Id: `arn:${partition}:rds:${region}:${accountId}:db:${name}`,
      ...asffTags(tags),
      Details: {
        AwsRdsDbInstance: {
          DbiResourceId: line(dbiResourceId, 256),
          DBInstanceIdentifier: name,
          DBClusterIdentifier: line(dbClusterIdentifier, 256),
          Engine: line(engine, 64),
          EngineVersion: line(engineVersion, 64),
        },
      },
    };
  },
  ocsf: ({ dbInstanceIdentifier, dbClusterIdentifier }) => ({ name: dbInstanceIdentifier ?? dbClusterIdentifier }),
});
