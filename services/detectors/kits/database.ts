import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from './parameters.ts';
import { aboutChanged } from './principal.ts';

/** How a call of RDS names a database instance or cluster. Neptune and DocumentDB call the same APIs. */
export function databaseOf(parameters: Parameters): string | undefined {
  const instance = textOf(parameters['dBInstanceIdentifier']) ?? textOf(parameters['dbInstanceIdentifier']);
  if (instance !== undefined) return `database ${instance}`;
  const cluster = textOf(parameters['dBClusterIdentifier']) ?? textOf(parameters['dbClusterIdentifier']);
  return cluster === undefined ? undefined : `cluster ${cluster}`;
}

/** The database that a call changed: whoever changed it, it is the database that has to be put right. */
export function aboutDatabase(record: CloudTrailRecord): Subject | undefined {
  return aboutChanged(databaseOf(record.requestParameters ?? {}), record);
}
